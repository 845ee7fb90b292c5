/**
 * Expectations. Each waits with a named limit, and when it is not met says what was sent, what was expected and what
 * did arrive.
 */
import { AnswerExpectation } from "./transports/http/answer-expectation.ts";
import { ClientExpectation } from "./transports/websocket/client-expectation.ts";
import type { HttpAnswer } from "./transports/http/http-client.ts";
import type { WebSocketClient } from "./transports/websocket/websocket-client.ts";

/** What is expected of a client or of an HTTP answer. */
export function expect(subject: WebSocketClient): ClientExpectation;
export function expect(subject: HttpAnswer): AnswerExpectation;
export function expect(subject: WebSocketClient | HttpAnswer): ClientExpectation | AnswerExpectation {
  return "inbox" in subject ? new ClientExpectation(subject) : new AnswerExpectation(subject);
}
