/** At which message the server closes a connection that it should keep. */
import { performance } from "node:perf_hooks";
import { jsonObject } from "../../kit/pattern.ts";
import type { Conversation, Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import type { Sources } from "../sources.ts";
import type { TraceEvent } from "../trace.ts";
import { closing } from "./closing.ts";

/** So often one client sends the same message before it is taken for harmless. */
const MOST = 6;
const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth"];
const HINT =
  "What does your code count, and for which client? Does the protocol say that a connection ends when that many have come?";

/** Sends the message again until the connection is closed, and finds out what the server counts. */
export async function hangingUp(
  conversation: Conversation,
  first: Outcome,
  sources: Sources,
): Promise<Finding | undefined> {
  const { question, asker } = conversation;
  const text = question.texts.at(-1);
  const trace: TraceEvent[] = [...first.trace];
  const askedAt = performance.now();
  let [count, isOpen] = [1, first.open];
  while (question.texts.length > 0 && isOpen && count < MOST) {
    const next = await conversation.ask(asker, question.texts);
    trace.push(...next.trace);
    isOpen = next.open;
    count++;
  }
  const elapsedMs = Math.round(performance.now() - askedAt);
  const found = closing(question.closeCode, { trace, socket: conversation.numberOf(asker) }, sources);
  if (text === undefined || isOpen || (count === 1 && found?.at !== undefined)) return found;
  const alone = await closedAlone(conversation);
  if (alone !== undefined) {
    // It may have been ended before it was asked anything.
    const all = { trace: conversation.observed.trace(), socket: conversation.numberOf(asker) };
    const line = closing(question.closeCode, all, sources);
    return {
      ...line,
      why: [
        `a client that says nothing has its connection ended as well, ${alone} ms after it connected: no message ends it, but time`,
        ...(line === undefined ? [] : [line.why]),
      ].join("; "),
      hint: "Which timer begins when a client connects, and what is a client that has nothing to say to be disconnected for?",
    };
  }
  if (count === 1) return found;
  const seen = `the connection stays open for ${count - 1} such message${count === 2 ? "" : "s"}, and the ${ORDINALS[count - 1]} one within ${elapsedMs} ms ends it`;
  const counted = await whatIsCounted(conversation, text, count);
  return {
    ...found,
    why: [`${seen}${counted === "" ? "" : `: ${counted}`}`, ...(found === undefined ? [] : [found.why])].join("; "),
    hint: HINT,
  };
}

/** How long a client that says nothing stays, at most, in milliseconds. */
const ALONE_MS = 1_500;

/** After how many milliseconds the connection of a client ends that says nothing; undefined when it stays. */
async function closedAlone(conversation: Conversation): Promise<number | undefined> {
  const connectedAt = performance.now();
  const client = await conversation.connect();
  if (client === undefined) return undefined;
  await client.until(() => (client.closed === undefined ? undefined : true), ALONE_MS);
  return client.closed === undefined ? undefined : Math.round((performance.now() - connectedAt) / 10) * 10;
}

/** As another client: the same message once, and then others of its kind. */
async function whatIsCounted(conversation: Conversation, text: string, count: number): Promise<string> {
  const { latest } = conversation;
  const once = await conversation.ask(latest, [text]);
  if (!once.open)
    return "the next client's first one ends its connection too, so they are counted for all clients together";
  for (let sent = 2; sent <= count; sent++) {
    const { open } = await conversation.ask(latest, [otherThan(text, sent)]);
    if (!open) return sent === count ? "they are counted for each connection, also where their texts differ" : "";
  }
  return "as many with different texts do not end a connection, so only the same text counts";
}

/** Another message of the same kind. */
function otherThan(text: string, number: number): string {
  const message = jsonObject(text);
  return message === undefined ? `${text}-again-${number}` : JSON.stringify({ ...message, again: number });
}
