import { firstWord } from "../answering-block.ts";
import type { Conversation, Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { ofKind } from "../trace.ts";

/** Whether a control frame is sent in place of a message. One that goes to every client is a heartbeat. */
export function controlFrames(conversation: Conversation, outcome: Outcome): Finding | undefined {
  const calls = ofKind(outcome.trace, "call");
  const frames = calls.filter(({ method }) => method === "ping" || method === "pong");
  const asker = conversation.numberOf(conversation.asker);
  const isAnswer = frames.every(({ socket }) => socket === asker);
  const frame = frames.find(({ method }) => isAnswer || method === firstWord(conversation.question.wanted));
  if (frame === undefined || calls.some(({ method }) => method === "send")) return undefined;
  return {
    why: `ws.${frame.method}() sends a ${frame.method} frame, which no "message" event shows to the client; no message was sent`,
    at: frame.at[0],
    hint: `The answer is a message: which method sends one? (RFC 6455, section 5.5; ws documentation, websocket.send.)`,
  };
}
