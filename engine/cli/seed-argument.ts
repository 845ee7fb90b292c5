import { quoteWord } from "../text/suggest.ts";
import { UsageError } from "./usage-error.ts";

const LARGEST_SEED = 999_999_999;

/**
 * Parses the value of `--seed`.
 * @throws UsageError when it is not a valid seed
 */
export function seedOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const seed = Number(given);
  if (!/^\d+$/.test(given) || seed > LARGEST_SEED)
    throw new UsageError(`${quoteWord(given)} is not a seed.`, `A seed is a whole number from 0 to ${LARGEST_SEED}.`);
  return seed;
}
