import { connect } from "node:net";
import { CheckFailure } from "../../failure.ts";
import { BODY_LIMIT_BYTES, REPLY_LIMIT_MS } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { replyLimit } from "../../reply-limit.ts";
import { shorten } from "../../transcript.ts";
import { receivedFor } from "./exchange.ts";
import { HttpAnswer } from "./http-answer.ts";
import { bytesOfRequest, type OutgoingRequest } from "./http-request.ts";
import { parseResponses, type ParsedResponse } from "./response-parser.ts";

/**
 * Sends requests in one write on one connection, so that the server reads all of them before it can answer any. Resolves
 * with the answers in order.
 * @throws CheckFailure when not all are answered within `REPLY_LIMIT_MS`
 */
export async function pipeline(
  link: ServerLink,
  name: string,
  requests: readonly OutgoingRequest[],
): Promise<HttpAnswer[]> {
  const { host, port } = link.address;
  const sentAt = link.now();
  for (const { method, path, sent } of requests)
    link.record({ peer: name, dir: "out", kind: "request", method, path, text: sent });
  const bytes = Buffer.concat(requests.map((request) => bytesOfRequest(request, `${host}:${port}`)));
  const methods = requests.map(({ method }) => method);
  const { responses, received } = await exchangeBytes(link, bytes, methods);
  const answers = responses.map(({ status, headers, body }, index) => {
    const { asked = "", sent = "" } = requests[index] ?? {};
    const text = body.toString("utf8");
    const event = link.record({
      peer: name,
      dir: "in",
      kind: "response",
      code: status,
      bytes: body.length,
      text: `${status} ${shorten(text, 120)}`.trimEnd(),
    });
    const tookMs = Math.round(link.now() - sentAt);
    return new HttpAnswer({ asked, sent, status, headers, body: text, tookMs, event });
  });
  if (answers.length === requests.length) return answers;
  link.record({ peer: name, dir: "none", kind: "error", text: received });
  throw new CheckFailure({
    code: "http-not-answering",
    sent: `${requests.map(({ asked }) => asked).join(", then ")} in one TCP segment`,
    expected: `${requests.length} HTTP answers within ${REPLY_LIMIT_MS / 1000} s`,
    received: answers.length === 0 ? received : `${answers.length} of them, then ${received}`,
  });
}

/** Sends the bytes, and reads until there is an answer for each method, or the connection ends. */
function exchangeBytes(
  link: ServerLink,
  bytes: Buffer,
  methods: readonly string[],
): Promise<{ readonly responses: readonly ParsedResponse[]; readonly received: string }> {
  return new Promise((resolve) => {
    const came: Buffer[] = [];
    let size = 0;
    let responses: readonly ParsedResponse[] = [];
    const socket = connect(link.address, () => socket.write(bytes));
    socket.setNoDelay(true);
    const finish = (received: string) => {
      cancel();
      socket.destroy();
      resolve({ responses, received });
    };
    const read = (isEnded: boolean) => {
      try {
        responses = parseResponses(Buffer.concat(came), methods, isEnded);
      } catch (error) {
        return finish((error as Error).message);
      }
      if (responses.length === methods.length) return finish("");
      if (isEnded) finish("the connection was closed");
    };
    const cancel = replyLimit(link.server, REPLY_LIMIT_MS, () => finish(`nothing within ${REPLY_LIMIT_MS / 1000} s`));
    socket.on("data", (chunk) => {
      came.push(chunk);
      size += chunk.length;
      if (size > BODY_LIMIT_BYTES) return finish(`more than ${BODY_LIMIT_BYTES} bytes`);
      read(false);
    });
    socket.on("end", () => read(true));
    socket.on("error", (error) => finish(receivedFor(error)));
  });
}
