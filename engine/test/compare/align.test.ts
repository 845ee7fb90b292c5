import { describe, expect, it } from "vitest";
import { align, type Likeness, type Step } from "../../compare/align.ts";
import { newSeed, randomFor } from "../../kit/random.ts";
import { measureUsedMs } from "../used-ms.ts";

const seed = newSeed();

/** Letters: another case of the same letter counts as other wording, and vowels are never paired with consonants. */
function likeness(a: string, b: string): Likeness {
  if (a === b) return "same";
  if (a.toLowerCase() === b.toLowerCase()) return "wording";
  return /[aeiou]/i.test(a) === /[aeiou]/i.test(b) ? "different" : "unlike";
}

/** An alignment as text, for example `a=a b~B -c +d x!y`. */
function drawn(reference: string, submission: string): string {
  const signs = { same: "=", wording: "~", different: "!" };
  return align(Array.from(reference), Array.from(submission), likeness)
    .map(({ likeness: kind, reference: a = -1, submission: b = -1 }) =>
      kind === "missing"
        ? `-${reference[a]}`
        : kind === "extra"
          ? `+${submission[b]}`
          : `${reference[a]}${signs[kind]}${submission[b]}`,
    )
    .join(" ");
}

function counts(steps: readonly Step[]): Record<string, number> {
  const result = { same: 0, wording: 0, different: 0, missing: 0, extra: 0 };
  for (const { likeness: kind } of steps) result[kind]++;
  return result;
}

describe("align", () => {
  it.each([
    ["", "", ""],
    ["ab", "ab", "a=a b=b"],
    ["abc", "ac", "a=a -b c=c"],
    ["ac", "abc", "a=a +b c=c"],
    ["abc", "axc", "a=a b!x c=c"],
    ["abc", "aec", "a=a -b +e c=c"],
    ["abc", "aBc", "a=a b~B c=c"],
    ["bb", "b", "b=b -b"],
    ["bcd", "cBd", "-b c=c +B d=d"],
    ["bc", "Cb", "+C b=b -c"],
  ])("pairs %j with %j", (reference, submission, expected) => {
    expect(drawn(reference, submission)).toBe(expected);
  });

  it(`pairs everything with itself, in order, and each item once (seed ${seed})`, () => {
    const random = randomFor(seed, "align");
    const word = () =>
      Array.from({ length: random.integer(0, 14) }, () => random.pick(Array.from("abcdeABCDE"))).join("");
    for (let round = 0; round < 1_500; round++) {
      const [a, b] = [word(), word()];
      expect(align(Array.from(a), Array.from(a), likeness).every(({ likeness: kind }) => kind === "same")).toBe(true);

      const steps = align(Array.from(a), Array.from(b), likeness);
      expect(steps.flatMap(({ reference }) => reference ?? [])).toEqual(Array.from(a).map((_, index) => index));
      expect(steps.flatMap(({ submission }) => submission ?? [])).toEqual(Array.from(b).map((_, index) => index));
      for (const { likeness: kind, reference, submission } of steps) {
        if (reference !== undefined && submission !== undefined)
          expect(likeness(a[reference] ?? "", b[submission] ?? "")).toBe(kind);
      }

      const back = counts(align(Array.from(b), Array.from(a), likeness));
      expect({ ...back, missing: back["extra"], extra: back["missing"] }, `${a} ${b}`).toEqual(counts(steps));
      expect(counts(steps)["same"], `${a} ${b}`).toBe(longestCommon(a, b));
    }
  });

  it("pairs two floods in order instead of filling a table", () => {
    const usedMs = measureUsedMs();
    const steps = align(
      Array.from({ length: 20_000 }, (_, index) => `b${index}`),
      Array.from({ length: 10_000 }, (_, index) => `c${index}`),
      (a, b) => (a === b ? "same" : "different"),
    );
    expect(counts(steps)).toEqual({ same: 0, wording: 0, different: 10_000, missing: 10_000, extra: 0 });
    expect(usedMs()).toBeLessThan(2_000);
  });
});

/** The textbook recursion, as an independent implementation. */
function longestCommon(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const letter of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++)
      next.push(letter === b[j] ? (row[j] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}
