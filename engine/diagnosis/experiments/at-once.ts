import type { Conversation } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import type { Sources } from "../sources.ts";
import { listeners } from "./listeners.ts";

/** Whether a client that asks as soon as it is connected gets no answer, where one that waited has got it. */
export async function atOnce(conversation: Conversation, sources: Sources): Promise<Finding | undefined> {
  const outcome = await conversation.askAtOnce(conversation.question.texts);
  if (outcome === undefined || outcome.answers.length > 0) return undefined;
  return (
    listeners(conversation, outcome, sources) ?? {
      why: "a client that asks as soon as it is connected gets no answer, and one that asks later does: the connection is not ready for messages yet",
      hint: "What has to happen after a client has connected before its first message can be answered?",
    }
  );
}
