/**
 * What an instructor should look at because it is alike: copies in groups, work equal to the reference or to earlier
 * work, and pairs that share much. Never a verdict.
 */
import type { ClassCode, CodeOf } from "./class-code.ts";
import { contentOf } from "./content.ts";
import { earlierWork, type EarlierWork } from "./earlier-work.ts";
import { similarPairs, type SimilarPair } from "./similar-pairs.ts";

export interface CopyGroup {
  /** Names of submissions, two or more. */
  readonly names: readonly string[];
  /** Whether the files are the same byte for byte; otherwise names, comments or layout differ. */
  readonly identical: boolean;
}

export interface SimilarWork {
  /** All groups of copies, the largest first. No group is too large to be listed. */
  readonly groups: readonly CopyGroup[];
  /** Names of submissions that are the reference, apart from names, comments and layout. */
  readonly sameAsReference: readonly string[];
  /** Names of submissions that are the starter as it was given. */
  readonly sameAsStarter: readonly string[];
  readonly earlier: readonly EarlierWork[];
  /** The most similar first. Of a group of copies, only the first by name is compared with others. */
  readonly pairs: readonly SimilarPair[];
  /** How many more pairs are above the thresholds than are listed. */
  readonly more: number;
  /** Names of submissions with too little code of their own to be compared. */
  readonly tooLittle: readonly string[];
}

/** Compares a class. Pure; the time grows with the code that submissions share, not with the square of their number. */
export function similarWork({ submissions, earlier, reference, starter, provided }: ClassCode): SimilarWork {
  const [solved, given] = [contentOf(reference), contentOf(starter)];
  const byContent = new Map<string, CodeOf[]>();
  for (const one of submissions.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const content = contentOf(one.code);
    byContent.set(content, [...(byContent.get(content) ?? []), one]);
  }
  const namesWith = (content: string) => (byContent.get(content) ?? []).map(({ name }) => name);
  const copied = [...byContent]
    .filter(([content, all]) => all.length > 1 && content !== given && content !== solved && content !== "")
    .map(([, all]) => all);
  const first = [...byContent.values()].flatMap((all) => all.slice(0, 1));
  const { pairs, more, tooLittle } = similarPairs(first, { subtract: provided });
  return {
    groups: copied
      .map((all) => ({ names: all.map(({ name }) => name), identical: isOneFile(all) }))
      .toSorted((a, b) => b.names.length - a.names.length),
    sameAsReference: namesWith(solved),
    sameAsStarter: namesWith(given),
    earlier: earlierWork(submissions, earlier, { subtract: provided, ignore: new Set([solved, given, ""]) }),
    pairs,
    more,
    tooLittle,
  };
}

/** Whether there is anything to look at. */
export function isAnythingSimilar({ groups, sameAsReference, earlier, pairs }: SimilarWork): boolean {
  return [groups, sameAsReference, earlier, pairs].some((list) => list.length > 0);
}

/** The same with other names of the submissions, for example those of their students. */
export function namedWork(work: SimilarWork, nameOf: (submission: string) => string): SimilarWork {
  const named = (names: readonly string[]) => names.map(nameOf);
  return {
    ...work,
    groups: work.groups.map((group) => ({ ...group, names: named(group.names) })),
    sameAsReference: named(work.sameAsReference),
    sameAsStarter: named(work.sameAsStarter),
    earlier: work.earlier.map((one) => ({ ...one, name: nameOf(one.name) })),
    pairs: work.pairs.map((pair) => ({ ...pair, a: nameOf(pair.a), b: nameOf(pair.b) })),
    tooLittle: named(work.tooLittle),
  };
}

function isOneFile(all: readonly CodeOf[]): boolean {
  const [first] = all;
  return first?.hash !== undefined && all.every(({ hash }) => hash === first.hash);
}
