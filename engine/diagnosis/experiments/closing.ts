import type { Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Sources } from "../sources.ts";
import { ofKind } from "../trace.ts";

/** RFC 6455, section 7.4.1, each as what it means here. */
const CODES: Readonly<Record<number, string>> = {
  1000: "1000 is a normal end: the server closed on purpose",
  1001: "1001 means going away: the server closes as if it were stopping",
  1002: "1002 is a protocol error: the server takes a frame for broken",
  1003: "1003 means that the server does not accept this kind of data",
  1005: "1005 means a close frame without a code, as ws.close() sends",
  1006: "1006 means that the connection was cut without a close frame, as by terminate() or by the end of the process",
  1007: "1007 means that the server takes the text for invalid, for example because it is not UTF-8",
  1008: "1008 is a violation of the server's own policy",
  1009: "1009 means that the message was larger than the server's maxPayload",
  1011: "1011 is an unexpected error inside the server",
};

/**
 * Which line closed the connection; without one, what the close code says.
 * @param socket the number of the connection that was asked on
 */
export function closing(
  code: number | undefined,
  { trace, socket }: { readonly trace: Outcome["trace"]; readonly socket: number },
  sources: Sources,
): Finding | undefined {
  const meaning = code === undefined ? undefined : CODES[code];
  const closed = ofKind(trace, "call").find(
    (call) => call.socket === socket && (call.method === "close" || call.method === "terminate"),
  );
  const at = closed?.at[0];
  if (closed !== undefined && at !== undefined)
    return {
      why: `ws.${closed.method}() was called at ${named(at)} (${sources.line(at)})${closed.method === "terminate" ? ", which cuts the connection" : ""}`,
      at,
      hint: "Is this client's message a reason to hang up? What should happen on this path instead?",
    };
  if (code === 1009) {
    const limits = sources.find(/maxPayload/i);
    const limit = limits.find(({ text }) => /\d/.test(text)) ?? limits.at(0);
    return {
      why: `${CODES[1009]}, which the client's ordinary message is here${limit === undefined ? "" : `; the line with the limit is ${limit.text}`}`,
      at: limit?.at,
      hint: "How many bytes does this limit allow, and how many does the message in the report have?",
    };
  }
  return meaning === undefined ? undefined : { why: `the server ended the connection; ${meaning}` };
}
