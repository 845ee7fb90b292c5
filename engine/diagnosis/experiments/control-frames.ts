import { firstWord } from "../answering-block.ts";
import type { Conversation, Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { ofKind } from "../trace.ts";

/** Whether a control frame is sent in place of the message of the same name. Others may be a heartbeat. */
export function controlFrames({ question }: Conversation, outcome: Outcome): Finding | undefined {
  const calls = ofKind(outcome.trace, "call");
  const frame = calls.find(({ method }) => method === firstWord(question.wanted));
  if (frame === undefined || frame.method === "send" || calls.some(({ method }) => method === "send")) return undefined;
  return {
    why: `ws.${frame.method}() sends a ${frame.method} frame, which clients answer or take by themselves; no message was sent`,
    at: frame.at[0],
    hint: `The answer is a message: which method sends one? (RFC 6455, section 5.5; ws documentation, websocket.send.)`,
  };
}
