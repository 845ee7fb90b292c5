import type { Conversation } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import type { Sources } from "../sources.ts";

/** A comparison with a text that looks like a whole message. */
const COMPARES = /(?:[!=]==?|\.includes\(|\.startsWith\(|\.indexOf\(|\bcase) ?["'`]\{?/;

/** The same JSON written in other ways: bare, and with another order of its fields. One that differs in that alone is told by its text. */
export async function textComparison(
  conversation: Conversation,
  { answered, silent }: { readonly answered: string | undefined; readonly silent: string },
  sources: Sources,
): Promise<Finding | undefined> {
  const bare = answered ?? bareForm(silent);
  if (bare === undefined || bare === silent) return undefined;
  const first = await conversation.ask(conversation.asker, [bare]);
  if (first.answers.length === 0) return undefined;
  const other = await conversation.ask(conversation.asker, [silent]);
  if (other.answers.length > 0) return undefined;
  // The bare one once more: a server that answers only once would look the same.
  const again = await conversation.ask(conversation.asker, [bare]);
  if (again.answers.length === 0) return undefined;
  const line = sources.find(COMPARES).find(({ text }) => text.includes("{") && text.includes("type"));
  return {
    why: `${bare} is answered every time, and ${silent.trim()} never: the code compares the text of the message, not what the JSON says`,
    at: line?.at ?? other.blocks.unreached.find(({ after }) => after !== undefined)?.after,
    hint: "Two texts can be the same JSON. Which line decides before JSON.parse has run?",
  };
}

/** The object with its type alone, as short as JSON can be. */
function bareForm(text: string): string | undefined {
  try {
    const { type } = JSON.parse(text) as { type?: unknown };
    return typeof type === "string" ? JSON.stringify({ type }) : undefined;
  } catch {
    return undefined;
  }
}
