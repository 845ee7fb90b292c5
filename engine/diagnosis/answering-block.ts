/** Which of the blocks that did not run would have answered. */
import type { Pattern } from "../kit/pattern.ts";
import type { Block, Blocks } from "./coverage.ts";
import { wantsError } from "./question.ts";

/** Texts that stand in many branches: they tell none of them from the others. */
const COMMON = new Set(["error", "message", "type"]);

/** The value that a wanted message has, as its phrase names it: `pong` in `a JSON object with "type":"pong"`. */
export function firstWord(wanted: Pattern | undefined): string | undefined {
  const words = [...(wanted?.phrase.matchAll(/":"(\w+)"/g) ?? [])].map(([, word = ""]) => word);
  return words.find((word) => !COMMON.has(word));
}

/**
 * The block that names the wanted message; else what a return kept from running; else, where an error is wanted, the only
 * one that sends one. Undefined when there is none of them.
 */
export function answeringBlock(blocks: Blocks, wanted: Pattern | undefined): Block | undefined {
  const { unreached } = blocks;
  const word = firstWord(wanted);
  const naming = word === undefined ? undefined : unreached.find(({ text }) => text.includes(word));
  return (
    naming ??
    unreached.find(({ after }) => after !== undefined) ??
    (wantsError(wanted) ? onlyErrorSender(blocks) : undefined)
  );
}

/** A block that sends an error, in the function that the others call; undefined when there are several. */
function onlyErrorSender({ ran, unreached }: Blocks): Block | undefined {
  const senders = unreached.filter(({ text }) => /\bsend/i.test(text) && /error/i.test(text));
  const inside = new Set(senders.map((block) => block.inside));
  const calls = (caller: string) =>
    ran.some(
      ({ name, text }) =>
        name === caller && [...inside].some((other) => other !== caller && text.includes(`${other}(`)),
    );
  const innermost = senders.filter((block) => block.inside !== "" && !calls(block.inside));
  return innermost.length === 1 ? innermost[0] : undefined;
}
