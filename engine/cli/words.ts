import { quoteWord } from "../text/suggest.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Refuses surplus arguments, which a command would otherwise ignore.
 * @throws UsageError naming the first surplus argument
 */
export function refuseExtraWords(words: readonly string[], most: number, usage: string): void {
  const extra = words[most];
  if (extra !== undefined)
    throw new UsageError(`${quoteWord(extra)} is one word too many.`, `Type ${inSentence(usage)}.`);
}

/** The usage of a command, which may have a line for each way to call it, as part of a sentence. */
export function inSentence(usage: string): string {
  return usage
    .split("\n")
    .map((line) => line.trim())
    .join(" or ");
}
