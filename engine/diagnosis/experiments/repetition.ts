import { connectionsTo } from "../observed-server.ts";
import { isSuch } from "../../kit/transports/websocket/describe-message.ts";
import { answeringBlock } from "../answering-block.ts";
import type { Conversation } from "../conversation.ts";
import type { FailedCheck, Finding, Lab } from "../failed-check.ts";
import { ofKind } from "../trace.ts";

/** How long the server on which the check failed has for an answer now, in milliseconds. */
const REST_ANSWER_MS = 200;

/**
 * Asks the same twice, and then as another client: state of one connection, of all of them, or a limit in time. The server
 * on which the check failed has rested since; it shows whether a pause helps.
 * @param text a text that was answered
 */
export async function repetition(
  conversation: Conversation,
  text: string,
  { check, lab }: { readonly check: FailedCheck; readonly lab: Lab },
): Promise<Finding | undefined> {
  const { observed } = conversation;
  const again = await conversation.ask(conversation.asker, [text]);
  if (again.answers.length > 0) return undefined;
  const once = ofKind(observed.trace(), "listener").find(({ once, event }) => once && event === "message");
  if (once !== undefined)
    return {
      why: "the same message was answered once and not again: the listener is added with once, which removes it after the first message",
      at: once.at[0],
      hint: "How often does a listener run that was added with once? (Node documentation, emitter.once.)",
    };
  const block = answeringBlock(again.blocks.unreached, conversation.question.wanted);
  const at = block?.after ?? block?.at;
  const second = await conversation.ask(conversation.latest, [text]);
  // A client that never asked, at once after an answer: a limit in time does not let it through.
  const third = second.answers.length > 0 ? await conversation.connect() : undefined;
  const atOnce = third === undefined ? undefined : await conversation.ask(third, [text]);
  if (second.answers.length > 0 && atOnce?.answers.length !== 0)
    return {
      why: "the same message was answered once and not again, while other clients still get their first answer: something is remembered for each connection",
      at,
      hint: "What does the first message change for this connection, and what changes it back?",
    };
  if (atOnce !== undefined || (await answersAfterPause(check, lab, text)))
    return {
      why: "the same message is answered again after a pause, for any client: it is a limit in time",
      at,
      hint: "Which line looks at the time, or waits for a timer, before it answers?",
    };
  return {
    why: "after the first answer a second client gets none either, and no pause helps: something that all connections share is set and never set back",
    at,
    hint: "Which variable outside of the connection listener decides here, and who sets it back?",
  };
}

async function answersAfterPause({ exercise, question }: FailedCheck, lab: Lab, text: string): Promise<boolean> {
  const rested = await lab.graded(exercise);
  const wanted = question?.wanted;
  if (rested === undefined || question === undefined || wanted === undefined) return false;
  const connections = connectionsTo(rested, [question.path]);
  try {
    const client = await connections.open();
    if (client === undefined) return false;
    client.send(text);
    const isAnswer = () => (client.inbox.some((message) => isSuch(wanted, message)) ? true : undefined);
    return (await client.until(isAnswer, REST_ANSWER_MS)) === true;
  } finally {
    connections.close();
  }
}
