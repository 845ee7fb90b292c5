/**
 * Expectations. Each waits up to a named limit, and when it is not met, reports what was sent, what was expected and what
 * arrived.
 */
import { AnswerExpectation } from "./transports/http/answer-expectation.ts";
import { HeldExpectation } from "./transports/http/held-expectation.ts";
import { HeldRequest } from "./transports/http/held-request.ts";
import { HttpAnswer } from "./transports/http/http-answer.ts";
import { EventStream } from "./transports/sse/event-stream.ts";
import { StreamExpectation } from "./transports/sse/stream-expectation.ts";
import { TcpConnection } from "./transports/tcp/tcp-connection.ts";
import { TcpExpectation } from "./transports/tcp/tcp-expectation.ts";
import { ClientExpectation } from "./transports/websocket/client-expectation.ts";
import type { WebSocketClient } from "./transports/websocket/websocket-client.ts";

/** Begins an expectation of a WebSocket client, a held request, an event stream, a TCP connection or an HTTP answer. */
export function expect(subject: WebSocketClient): ClientExpectation;
export function expect(subject: HttpAnswer): AnswerExpectation;
export function expect(subject: HeldRequest): HeldExpectation;
export function expect(subject: EventStream): StreamExpectation;
export function expect(subject: TcpConnection): TcpExpectation;
export function expect(
  subject: WebSocketClient | HttpAnswer | HeldRequest | EventStream | TcpConnection,
): ClientExpectation | AnswerExpectation | HeldExpectation | StreamExpectation | TcpExpectation {
  if (subject instanceof HttpAnswer) return new AnswerExpectation(subject);
  if (subject instanceof HeldRequest) return new HeldExpectation(subject);
  if (subject instanceof EventStream) return new StreamExpectation(subject);
  if (subject instanceof TcpConnection) return new TcpExpectation(subject);
  return new ClientExpectation(subject);
}
