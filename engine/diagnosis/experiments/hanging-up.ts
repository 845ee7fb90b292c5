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
  if (text === undefined || isOpen || count === 1) return found;
  const seen = `the connection stays open for ${count - 1} such message${count === 2 ? "" : "s"}, and the ${ORDINALS[count - 1]} one within ${elapsedMs} ms ends it`;
  const counted = await whatIsCounted(conversation, text, count);
  return {
    ...found,
    why: [`${seen}${counted === "" ? "" : `: ${counted}`}`, ...(found === undefined ? [] : [found.why])].join("; "),
    hint: HINT,
  };
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
