import type { Conversation, Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import type { Sources } from "../sources.ts";
import { ofKind } from "../trace.ts";
import { loggedError } from "./logged-error.ts";
import { endedConnection, recipients } from "./recipients.ts";
import { whichClient, type WhichClient } from "./which-client.ts";
import { whereItEnded } from "./where-it-ended.ts";

const HINT = "What is kept for each client, and what does the end of one connection change for the others?";

/** Whether a client that was answered is answered no more once another one has left, or has left and another has come. */
export async function afterLeaving(
  conversation: Conversation,
  text: string,
  sources: Sources,
): Promise<Finding | undefined> {
  const { first, asker, latest, observed } = conversation;
  // Earlier experiments may have connected others: this one is certainly the last.
  const last = await conversation.connect();
  await observed.afterLeaving(first);
  const at = closeListener(conversation, sources);
  const left = await conversation.ask(asker, [text]);
  if (left.answers.length === 0) {
    if (left.otherRecipients.length === 1)
      return { why: wrongClient(await whichClient(conversation, text)), at, hint: HINT };
    const found = await foundIn(conversation, left, sources);
    return (
      found && {
        why: `once a client that had connected before has left, the client that asks gets no answer any more: ${found.why}`,
        at: at ?? found.at,
        hint: HINT,
      }
    );
  }
  if (last !== undefined && (await conversation.ask(last, [text])).answers.length === 0)
    return {
      why: "once the first client has left, the second one is still answered, and the one that connected last is not: what the server keeps for the client that connected last was taken away, or moved, in place of what it keeps for the one that left",
      at,
      hint: HINT,
    };
  const newcomer = await conversation.connect();
  if (newcomer === undefined) return undefined;
  for (const client of [asker, latest, ...(last === undefined ? [] : [last])]) {
    const before = newcomer.inbox.length;
    const { answers } = await conversation.ask(client, [text]);
    if (answers.length === 0 && newcomer.inbox.length > before)
      return {
        why: "once a client has left and a new one has come, an answer for a client that was there before goes to the new one: both have the same number, or the same place in a list",
        at: sources.find(/\.(?:size|length)\b/).at(0)?.at,
        hint: "How does a new client get its number, and can a client that is still there have the same one?",
      };
  }
  return undefined;
}

function wrongClient({ words, isNeighbour }: WhichClient): string {
  const where = isNeighbour
    ? ". So a client is looked up by its place in a list, and the places move when a client before it leaves"
    : "";
  return `the client that asks is answered until one that had connected before it has left; from then on, the answer goes to ${words}${where}`;
}

async function foundIn(conversation: Conversation, outcome: Outcome, sources: Sources): Promise<Finding | undefined> {
  return (
    loggedError(outcome.trace, conversation, sources) ??
    (await recipients(conversation, outcome, sources)) ??
    endedConnection(conversation, outcome, sources) ??
    whereItEnded(conversation, outcome, sources)
  );
}

/** The line that adds the only listener for the end of a connection. */
export function closeListener({ observed }: Conversation, sources: Sources): Finding["at"] {
  const added = ofKind(observed.trace(), "listener").flatMap(({ on, event, at: [line] }) =>
    on === "WebSocket" && event === "close" && line !== undefined && sources.has(line.file) ? [line] : [],
  );
  const lines = new Set(added.map(({ file, line }) => `${file}:${line}`));
  return lines.size === 1 ? added[0] : undefined;
}
