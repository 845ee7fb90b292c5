/**
 * Expectations. Each waits with a named limit, and when it is not met says what was sent, what was expected and what
 * did arrive.
 */
import { AnswerExpectation } from "./transports/http/answer-expectation.ts";
import { HeldExpectation } from "./transports/http/held-expectation.ts";
import { HeldRequest } from "./transports/http/held-request.ts";
import { HttpAnswer } from "./transports/http/http-answer.ts";
import { ClientExpectation } from "./transports/websocket/client-expectation.ts";
import type { WebSocketClient } from "./transports/websocket/websocket-client.ts";

/** What is expected of a client, of a request that is held, or of an HTTP answer. */
export function expect(subject: WebSocketClient): ClientExpectation;
export function expect(subject: HttpAnswer): AnswerExpectation;
export function expect(subject: HeldRequest): HeldExpectation;
export function expect(
  subject: WebSocketClient | HttpAnswer | HeldRequest,
): ClientExpectation | AnswerExpectation | HeldExpectation {
  if (subject instanceof HttpAnswer) return new AnswerExpectation(subject);
  if (subject instanceof HeldRequest) return new HeldExpectation(subject);
  return new ClientExpectation(subject);
}
