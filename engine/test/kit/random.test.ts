import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";

const DRAWS = 10_000;
/** Different in every run, and printed with a failure. */
const seed = randomInt(1_000_000);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe(`with seed ${seed}`, () => {
  test("the same seed and check give the same values", () => {
    const draw = () => {
      const random = randomFor(seed, "1.4");
      return [
        random.word(),
        random.integer(0, 1e6),
        random.garbage(30),
        random.bytes(16).toString("hex"),
        random.pick([1, 2, 3]),
      ];
    };
    expect(draw()).toEqual(draw());
  });

  test("another seed or another check gives others", () => {
    const words = (aSeed: number, scope: string) => {
      const random = randomFor(aSeed, scope);
      return Array.from({ length: 5 }, () => random.word());
    };
    expect(words(seed, "1.4")).not.toEqual(words(seed, "1.5"));
    expect(words(seed, "1.4")).not.toEqual(words(seed + 1, "1.4"));
  });

  test("a word is never JSON and never a word of the protocol", () => {
    const random = randomFor(seed, "words");
    const words = Array.from({ length: DRAWS }, () => random.word());
    expect(words.filter((word) => !/^([bdfgklmnprstvz][aeiou]){3}-[1-9]\d$/.test(word))).toEqual([]);
    expect(words.filter(isJson)).toEqual([]);
  });

  test("garbage is never JSON", () => {
    const random = randomFor(seed, "garbage");
    const texts = Array.from({ length: DRAWS }, () => random.garbage(random.integer(1, 40)));
    expect(texts.filter(isJson)).toEqual([]);
  });

  test("garbage has as many characters as asked for", () => {
    const random = randomFor(seed, "length");
    for (const length of [1, 2, 8, 40]) expect(Array.from(random.garbage(length))).toHaveLength(length);
  });

  test("an integer lies between its bounds and reaches both", () => {
    const random = randomFor(seed, "integers");
    expect(new Set(Array.from({ length: DRAWS }, () => random.integer(-2, 2)))).toEqual(new Set([-2, -1, 0, 1, 2]));
    expect(random.integer(7, 7)).toBe(7);
  });

  test("every value is picked some time", () => {
    const random = randomFor(seed, "picks");
    expect(new Set(Array.from({ length: DRAWS }, () => random.pick(["a", "b", "c"])))).toEqual(
      new Set(["a", "b", "c"]),
    );
  });
});

test("a fresh seed is short enough to be typed", () => {
  const seeds = Array.from({ length: DRAWS }, newSeed);
  expect(seeds.filter((value) => !Number.isInteger(value) || value < 1 || value > 999_999)).toEqual([]);
});
