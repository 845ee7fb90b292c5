import type { Conversation } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import type { Sources } from "../sources.ts";
import { loggedError } from "./logged-error.ts";
import { endedConnection, recipients } from "./recipients.ts";
import { whereItEnded } from "./where-it-ended.ts";

/** Whether a client that was answered is answered no more once another one has left. */
export async function afterLeaving(
  conversation: Conversation,
  text: string,
  sources: Sources,
): Promise<Finding | undefined> {
  const { first, asker, observed } = conversation;
  await first.leave();
  // Its "close" is past once the event loop has turned.
  await observed.answers();
  const outcome = await conversation.ask(asker, [text]);
  if (outcome.answers.length > 0) return undefined;
  const found =
    loggedError(outcome.trace, conversation, sources) ??
    recipients(conversation, outcome, sources) ??
    endedConnection(conversation, outcome, sources) ??
    whereItEnded(conversation, outcome, sources);
  return (
    found && {
      why: `once a client that had connected before has left, the same message is not answered: ${found.why}`,
      at: found.at,
      hint: "What is kept for each client, and what does the end of one connection change for the others?",
    }
  );
}
