import { jsonObject } from "../../kit/pattern.ts";
import { shorten } from "../../kit/transcript.ts";
import type { Conversation } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { wantsError } from "../question.ts";
import type { Sources } from "../sources.ts";

/** So many characters of a message stand in a sentence. */
const SHOWN = 60;

/** A comparison with a text that looks like a whole message. */
const COMPARES = /(?:[!=]==?|\.includes\(|\.startsWith\(|\.indexOf\(|\bcase) ?["'`]\{?/;

/** The same message written in other ways, and one that was answered: what makes the difference? */
export async function textComparison(
  conversation: Conversation,
  { answered, silent }: { readonly answered: string | undefined; readonly silent: string },
  sources: Sources,
): Promise<Finding | undefined> {
  const bare = bareForm(silent);
  const known = answered ?? bare;
  if (known === undefined || known === silent) return undefined;
  const isAnswered = (text: string) => conversation.isAnswered(text);
  if (!(await isAnswered(known))) return undefined;
  const other = await conversation.ask(conversation.asker, [silent]);
  if (other.answers.length > 0) return undefined;
  // The known one once more: a server that answers only once would look the same.
  if (!(await isAnswered(known))) return undefined;
  const seen = `${shorten(known, SHOWN)} is answered every time, and ${shorten(silent.trim(), SHOWN)} never`;
  const skipped = other.blocks.unreached.find(({ after }) => after !== undefined)?.after;
  if (bare === undefined || bareForm(known) !== bare)
    return {
      why: `${seen}: the code knows the one and not the other`,
      at: skipped,
      hint: "What do all messages of this kind have in common, and does the code look at that or at one example?",
    };
  if (await isAnswered(spaced(bare))) {
    // An error for the bare message may be right: it lacks what this type needs.
    if (wantsError(conversation.question.wanted)) return undefined;
    const fields = jsonObject(silent) ?? {};
    if (Object.keys(fields).length === 1 || !(await isAnswered(bare))) return undefined;
    if (await isAnswered(JSON.stringify({ ...jsonObject(bare), again: 1 })))
      return {
        why: `${seen}, although other fields beside the type do no harm: something in this message does`,
        at: skipped,
        hint: "What is special about the values in this message, and which line looks at the text before JSON.parse?",
      };
    return {
      why: `${seen}; ${spaced(bare)} is answered too: the code refuses fields beside the type`,
      at: skipped,
      hint: "Which fields may a message have beside those that your code needs?",
    };
  }
  const line = sources.find(COMPARES).find(({ text }) => text.includes("{") && text.includes("type"));
  return {
    why: `${seen}: the code compares the text of the message, not what the JSON says`,
    at: line?.at ?? skipped,
    hint: "Two texts can be the same JSON. Which line looks at the text, and not at what JSON.parse makes of it?",
  };
}

/** The same JSON with white space between its parts (RFC 8259, section 2). */
function spaced(text: string): string {
  return ` ${text.replaceAll(":", " : ").replace("{", "{ ").replace("}", " }")}`;
}

/** The object with its type alone, as short as JSON can be. */
function bareForm(text: string): string | undefined {
  const type = jsonObject(text)?.["type"];
  return typeof type === "string" ? JSON.stringify({ type }) : undefined;
}
