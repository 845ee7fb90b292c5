/** Which of the blocks that did not run would have answered. */
import type { Pattern } from "../kit/pattern.ts";
import type { Block } from "./coverage.ts";

/** Texts that stand in many branches: they tell none of them from the others. */
const COMMON = new Set(["error", "message", "type"]);

/** The value that a wanted message has, as its phrase names it: `pong` in `a JSON object with "type":"pong"`. */
export function firstWord(wanted: Pattern | undefined): string | undefined {
  const words = [...(wanted?.phrase.matchAll(/":"(\w+)"/g) ?? [])].map(([, word = ""]) => word);
  return words.find((word) => !COMMON.has(word));
}

/** The block that names the wanted message; else what a return kept from running. Undefined when there is neither. */
export function answeringBlock(blocks: readonly Block[], wanted: Pattern | undefined): Block | undefined {
  const word = firstWord(wanted);
  const naming = word === undefined ? undefined : blocks.find(({ text }) => text.includes(word));
  return naming ?? blocks.find(({ after }) => after !== undefined);
}
