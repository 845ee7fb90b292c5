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
 * The block that names the wanted message; else what a return kept from running; else the only one that sends. Undefined
 * when there is none of them.
 */
export function answeringBlock(blocks: Blocks, wanted: Pattern | undefined): Block | undefined {
  const { unreached } = blocks;
  const word = firstWord(wanted);
  const naming = word === undefined ? undefined : unreached.find(({ text }) => text.includes(word));
  return naming ?? unreached.find(({ after }) => after !== undefined) ?? onlySender(blocks, wanted);
}

/** A block that sends, in the function that the others call; undefined when there are several. */
function onlySender({ ran, unreached }: Blocks, wanted: Pattern | undefined): Block | undefined {
  const kind = wantsError(wanted) ? /error/i : /./;
  const senders = unreached.filter(({ text }) => /\bsend/i.test(text) && kind.test(text));
  const inside = new Set(senders.map((block) => block.inside));
  const calls = (caller: string) =>
    ran.some(
      ({ name, text }) =>
        name === caller && [...inside].some((other) => other !== caller && text.includes(`${other}(`)),
    );
  const innermost = senders.filter((block) => block.inside !== "" && !calls(block.inside));
  return innermost.length === 1 ? innermost[0] : undefined;
}
