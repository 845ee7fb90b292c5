/** Connects one page to a console over a WebSocket. */
import * as z from "zod";
import { WebSocket } from "ws";
import { NETWORK_NAMES } from "../../network/networks.ts";
import { HEADER_NAME, HEADER_VALUE, HTTP_METHODS, REQUEST_TARGET } from "../../text/http-syntax.ts";
import { listOf } from "../../text/suggest.ts";
import { SEND_LIMIT_BYTES, type ConsoleMessage, type ConsoleRequest } from "../api-console.ts";
import { ApiFault } from "../api-fault.ts";
import { isSendable } from "./close-codes.ts";
import type { Console } from "./console.ts";

/** The largest message from a page; it carries binary frames as base64. */
export const REQUEST_LIMIT_BYTES = 128 * 1024;
/** A page for which more than this is queued is disconnected; it reconnects and catches up. */
const BEHIND_LIMIT_BYTES = 16 * 1024 * 1024;
/** The payload of a control frame (RFC 6455 section 5.5) without the two bytes of a close code. */
const REASON_BYTES = 123;
const PING_BYTES = 125;

const bytes = (limit: number) => (text: string) => Buffer.byteLength(text) <= limit;
const client = z.string().regex(/^client-\d{1,4}$/);
const request = z.string().regex(/^http-\d{1,4}$/);
const stream = z.string().regex(/^stream-\d{1,4}$/);
const path = z.string().regex(REQUEST_TARGET, "a path begins with / and holds no spaces").max(2_000);
const headers = z
  .record(z.string(), z.string())
  .refine((all) => Object.keys(all).length <= 30, "a request may have 30 headers")
  .refine((all) => Object.keys(all).every((name) => HEADER_NAME.test(name)), "the name of a header is one word")
  .refine(
    (all) => Object.values(all).every((value) => HEADER_VALUE.test(value)),
    "a header's value is one line of at most 2000 ASCII characters",
  );
const REQUEST = z.discriminatedUnion("type", [
  z.object({ type: z.literal("start-server") }),
  z.object({ type: z.literal("stop-server") }),
  z.object({ type: z.literal("clear") }),
  z.object({
    type: z.literal("set-network"),
    network: z.enum(NETWORK_NAMES, `a network is ${listOf(NETWORK_NAMES)}`),
  }),
  z.object({ type: z.literal("go-offline") }),
  z.object({
    type: z.literal("open"),
    client: client.optional(),
    path: path.optional(),
    protocols: z
      .array(z.string().regex(/^[\w!#$%&'*+\-.^`|~]{1,100}$/, "a protocol is one word"))
      .max(10)
      .refine((names) => new Set(names).size === names.length, "a protocol is named once")
      .optional(),
  }),
  z.object({
    type: z.literal("send"),
    client,
    text: z.string().refine(bytes(SEND_LIMIT_BYTES), `a message may have ${SEND_LIMIT_BYTES / 1024} KB`),
  }),
  z.object({
    type: z.literal("send-binary"),
    client,
    base64: z
      .base64()
      .refine(
        (text) => Buffer.byteLength(text, "base64") <= SEND_LIMIT_BYTES,
        `a message may have ${SEND_LIMIT_BYTES / 1024} KB`,
      ),
  }),
  z.object({
    type: z.literal("ping"),
    client,
    text: z.string().refine(bytes(PING_BYTES), `a ping frame holds ${PING_BYTES} bytes`).optional(),
  }),
  z
    .object({
      type: z.literal("close"),
      client,
      code: z.number().refine(isSendable, "1000, 1001 to 1014 or 3000 to 4999 can be sent as a close code").optional(),
      reason: z
        .string()
        .refine(bytes(REASON_BYTES), `a close frame holds a reason of ${REASON_BYTES} bytes`)
        .optional(),
    })
    .refine(({ code, reason }) => reason === undefined || reason === "" || code !== undefined, "a reason needs a code"),
  z.object({ type: z.literal("terminate"), client }),
  z.object({
    type: z.literal("request"),
    method: z.enum(HTTP_METHODS),
    path,
    headers: headers.optional(),
    body: z
      .string()
      .refine(bytes(SEND_LIMIT_BYTES), `a body may have ${SEND_LIMIT_BYTES / 1024} KB`)
      .optional(),
    hold: z.boolean().optional(),
  }),
  z.object({ type: z.literal("abort"), client: request }),
  z.object({
    type: z.literal("open-stream"),
    client: stream.optional(),
    path,
    // RFC 9110 section 5.5: no control characters in a field value.
    lastEventId: z
      .string()
      .max(2_000)
      .regex(/^\P{Cc}*$/u, "an id with control characters cannot be sent as Last-Event-ID")
      .optional(),
  }),
  z.object({ type: z.literal("close-stream"), client: stream }),
]);

/**
 * Sends the console to a page and handles its requests, until either closes.
 * @param journal the journal that the page knows, null on its first connection
 * @param after the number of the last event that it received
 */
export function showConsole(socket: WebSocket, shown: Console, journal: string | null, after: number): void {
  const tell = (message: ConsoleMessage) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > BEHIND_LIMIT_BYTES) return socket.terminate();
    socket.send(JSON.stringify(message));
  };
  const isSame = journal === null || journal === shown.journal.name;
  const missed = shown.journal.events.filter(({ n }) => n > (isSame ? after : 0));
  tell(shown.state(missed[0]?.n ?? shown.journal.next));
  for (const event of missed) tell({ type: "event", event });
  const leave = shown.look(tell);
  socket.on("close", leave);
  socket.on("error", () => {});
  socket.on("message", (data) => {
    const request = requestIn((data as Buffer).toString("utf8"));
    if ("fault" in request) return tell({ type: "refused", request: request.type, message: request.fault });
    try {
      shown.take(request);
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error;
      tell({ type: "refused", request: request.type, message: error.message });
    }
  });
}

function requestIn(text: string): ConsoleRequest | { readonly type: string; readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { type: "", fault: "The console takes JSON." };
  }
  const parsed = REQUEST.safeParse(value);
  if (parsed.success) return parsed.data as ConsoleRequest;
  const { type } = (value ?? {}) as { type?: unknown };
  const [first] = parsed.error.issues;
  return {
    type: typeof type === "string" ? type.slice(0, 40) : "",
    fault: `${first?.message ?? "The request is not known"}.`,
  };
}
