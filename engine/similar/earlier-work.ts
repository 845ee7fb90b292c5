import type { CodeOf } from "./class-code.ts";
import type { Code } from "./code.ts";
import { contentOf } from "./content.ts";
import { commonFrom, SHOWN_FROM_FINGERPRINTS, SHOWN_FROM_SHARE } from "./similar-pairs.ts";
import { allGrams, winnow, type Fingerprints } from "./winnow.ts";

/** A submission that is much like work of an earlier year. */
export interface EarlierWork {
  readonly name: string;
  /** The name of the earlier work, the most similar one. */
  readonly like: string;
  /** Whether they are the same apart from names, comments and layout. */
  readonly same: boolean;
  /** 0 to 1: how much of the submission's own code is also in the earlier work. 1 when they are the same. */
  readonly share: number;
}

interface Options {
  /** Code that every learner was given or may have read. */
  readonly subtract: readonly Code[];
  /** Contents that everybody may hand in, such as the starter. */
  readonly ignore: ReadonlySet<string>;
}

/** Finds the most similar earlier work of each submission, the most similar first. Pure. */
export function earlierWork(
  submissions: readonly CodeOf[],
  earlier: readonly CodeOf[],
  { subtract, ignore }: Options,
): EarlierWork[] {
  if (earlier.length === 0) return [];
  const known = new Set(subtract.flatMap((code) => [...allGrams(code)]));
  const sameAs = new Map(earlier.toReversed().map(({ name, code }) => [contentOf(code), name]));
  const prints = submissions.map(({ code }) => winnow(code, known));
  const grams = earlier.map(({ code }) => allGrams(code));
  const isUsual = usual(prints, grams);
  return submissions
    .flatMap(({ name, code }, index): EarlierWork[] => {
      const content = contentOf(code);
      if (ignore.has(content)) return [];
      const like = sameAs.get(content);
      if (like !== undefined) return [{ name, like, same: true, share: 1 }];
      const own = prints[index] as Fingerprints;
      const rare = [...own.keys()].filter((hash) => !isUsual(hash));
      const shares = grams.map((all) => rare.filter((hash) => all.has(hash)).length);
      const most = Math.max(...shares);
      if (most < SHOWN_FROM_FINGERPRINTS || most / own.size < SHOWN_FROM_SHARE) return [];
      return [{ name, like: earlier[shares.indexOf(most)]?.name ?? "", same: false, share: most / own.size }];
    })
    .toSorted((one, other) => other.share - one.share || (one.name < other.name ? -1 : 1));
}

/** Whether a fingerprint is in so many submissions or earlier works that it is the usual way to solve the exercise. */
function usual(prints: readonly Fingerprints[], grams: readonly ReadonlySet<number>[]): (hash: number) => boolean {
  const now = new Map<number, number>();
  for (const own of prints) for (const hash of own.keys()) now.set(hash, (now.get(hash) ?? 0) + 1);
  const before = new Map<number, number>();
  for (const all of grams) for (const hash of all) if (now.has(hash)) before.set(hash, (before.get(hash) ?? 0) + 1);
  return (hash) =>
    (now.get(hash) ?? 0) > commonFrom(prints.length) || (before.get(hash) ?? 0) > commonFrom(grams.length);
}
