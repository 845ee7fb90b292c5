import { createHash, randomInt } from "node:crypto";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Random input for one check. The same seed and check give the same values, so a verdict can be repeated. */
export interface Random {
  /** An integer from `from` to `to`, both included. */
  integer(from: number, to: number): number;
  /** One of the values. */
  pick<T>(values: readonly T[]): T;
  /** A made-up lower-case word with a number, for example `tavoku-83`. It is never JSON and never a protocol word. */
  word(): string;
  /** Text of `length` characters that no JSON parser accepts. */
  garbage(length: number): string;
  bytes(length: number): Buffer;
}

/** A new seed for a run, 1 to 999999: short enough to retype. */
export function newSeed(): number {
  return randomInt(1, 1_000_000);
}

/** Characters that cannot follow `{` in JSON, some of them of several bytes. */
const NO_JSON = Array.from("<>;:!?%&/()=[]#~+*'abcxyz0189é漢🙂");

/** The random input of one check. `scope` keeps checks independent of each other, for example `1.4`. */
export function randomFor(seed: number, scope: string): Random {
  const generator = xoroshiro128plus(createHash("sha256").update(`${seed} ${scope}`).digest().readInt32LE(0));
  const integer = (from: number, to: number) => uniformInt(generator, from, to);
  const pick = <T>(values: readonly T[]): T => values[integer(0, values.length - 1)] as T;
  const consonants = Array.from("bdfgklmnprstvz");
  const vowels = Array.from("aeiou");
  return {
    integer,
    pick,
    word: () => `${Array.from({ length: 3 }, () => pick(consonants) + pick(vowels)).join("")}-${integer(10, 99)}`,
    // A brace that no quoted key follows: invalid JSON from the second character on.
    garbage: (length) => `{${Array.from({ length: length - 1 }, () => pick(NO_JSON)).join("")}`,
    bytes: (length) => Buffer.from(Array.from({ length }, () => integer(0, 255))),
  };
}
