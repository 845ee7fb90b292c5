/**
 * Expectations. Each waits up to a named limit, and when it is not met, reports what was sent, what was expected and what
 * arrived.
 */
import { guarded } from "./guarded-expectation.ts";
import { AnswerExpectation } from "./transports/http/answer-expectation.ts";
import { HeldExpectation } from "./transports/http/held-expectation.ts";
import { HeldRequest } from "./transports/http/held-request.ts";
import { HttpAnswer } from "./transports/http/http-answer.ts";
import { EventStream } from "./transports/sse/event-stream.ts";
import { StreamExpectation } from "./transports/sse/stream-expectation.ts";
import { TcpConnection } from "./transports/tcp/tcp-connection.ts";
import { TcpExpectation } from "./transports/tcp/tcp-expectation.ts";
import { ClientExpectation } from "./transports/websocket/client-expectation.ts";
import { WebSocketClient } from "./transports/websocket/websocket-client.ts";

/** Begins an expectation of a WebSocket client, a held request, an event stream, a TCP connection or an HTTP answer. */
export function expect(subject: WebSocketClient): ClientExpectation;
export function expect(subject: HttpAnswer): AnswerExpectation;
export function expect(subject: HeldRequest): HeldExpectation;
export function expect(subject: EventStream): StreamExpectation;
export function expect(subject: TcpConnection): TcpExpectation;
export function expect(
  subject: WebSocketClient | HttpAnswer | HeldRequest | EventStream | TcpConnection,
): ClientExpectation | AnswerExpectation | HeldExpectation | StreamExpectation | TcpExpectation {
  if (subject instanceof HttpAnswer) return guarded(new AnswerExpectation(subject), subject, "an HTTP answer");
  if (subject instanceof HeldRequest) return guarded(new HeldExpectation(subject), subject, "a held request");
  if (subject instanceof EventStream) return guarded(new StreamExpectation(subject), subject, "an event stream");
  if (subject instanceof TcpConnection) return guarded(new TcpExpectation(subject), subject, "a TCP connection");
  if (subject instanceof WebSocketClient) return guarded(new ClientExpectation(subject), subject, "a WebSocket client");
  throw new Error(
    `expect takes what a tool of the check returned, such as await http.get("/"), and got ${named(subject)}`,
  );
}

function named(value: unknown): string {
  if (value instanceof Promise) return "a promise: await it first";
  return typeof value === "string" ? JSON.stringify(value) : `a value of the type ${typeof value}`;
}
