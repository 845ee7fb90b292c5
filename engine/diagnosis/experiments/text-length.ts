/** Whether a text that is not JSON is answered when it is shorter. */
import { jsonObject } from "../../kit/pattern.ts";
import type { Conversation } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { wantsError } from "../question.ts";
import type { Sources } from "../sources.ts";

/** A text of so many characters counts as short. */
const SHORT = 3;

/** The length from which on no text is answered, found by halving; undefined where something else than the length decides. */
export async function textLength(
  conversation: Conversation,
  silent: string,
  sources: Sources,
): Promise<Finding | undefined> {
  if (!wantsError(conversation.question.wanted) || jsonObject(silent) !== undefined || silent.length <= SHORT)
    return undefined;
  const isAnswered = (length: number) => conversation.isAnswered("x".repeat(length));
  let [low, high] = [SHORT, silent.length];
  if (!(await isAnswered(low)) || (await isAnswered(high))) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (await isAnswered(middle)) low = middle;
    else high = middle;
  }
  // Once more: a server that answers some of its messages and not others would look the same.
  if (!(await isAnswered(low)) || (await isAnswered(high))) return undefined;
  return {
    why: `a text of ${low} characters that is not JSON gets its error, and one of ${high} characters gets none: its length decides`,
    at: sources.find(/\.(?:length|byteLength)\b/).at(0)?.at,
    hint: "Which line looks at how long a message is, and what does the client hear when it is too long?",
  };
}
