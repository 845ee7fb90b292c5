/**
 * Pairs of submissions that an instructor should look at, because they share more code than the lesson explains.
 * Not a verdict: two learners may have worked together, followed the same tutorial, or had the same idea.
 */
import type { Code } from "./code.ts";
import { regionsOf, type MatchingRegion } from "./regions.ts";
import { allGrams, winnow, type Fingerprints } from "./winnow.ts";

/** A pair is shown when at least this share of the smaller one's own code is also in the other. */
export const SHOWN_FROM_SHARE = 0.4;
/** And when they share at least this many fingerprints: fewer may be a single common line. */
export const SHOWN_FROM_FINGERPRINTS = 5;
/**
 * A fingerprint that more than a tenth of the class has is the usual way to solve the exercise, and is ignored. The limit
 * is never below 10 submissions, or a small group that copied could hide in a small class, and never above 100, which
 * bounds the work.
 */
const COMMON_SHARE = 0.1;
export const COMMON_FROM = 10;
const COMMON_FROM_AT_MOST = 100;
/** A person reads the top of a list. */
export const MAX_PAIRS = 100;

export interface ComparedSubmission {
  readonly name: string;
  readonly code: Code;
}

export interface SimilarPair {
  /** Names; `a` sorts before `b`. */
  readonly a: string;
  readonly b: string;
  /**
   * 0 to 1: how much of the smaller one's own code, without what the lesson provides, is also in the other. Code that a
   * large part of the class has in common counts as own, but not as shared.
   */
  readonly share: number;
  /** Where, the longest first. */
  readonly regions: readonly MatchingRegion[];
}

export interface SimilarPairs {
  /** The most similar first. */
  readonly pairs: readonly SimilarPair[];
  /** How many more pairs are above the thresholds than are listed. */
  readonly more: number;
  /** Names of submissions with too little code of their own to be compared. */
  readonly tooLittle: readonly string[];
}

/**
 * Compares the submissions of a class. Pure; the time grows with the code they share, not with the square of their number.
 * @param options.subtract code that every learner was given or may have read: the starter, the given files, the solution
 */
export function similarPairs(
  submissions: readonly ComparedSubmission[],
  { subtract }: { readonly subtract: readonly Code[] },
): SimilarPairs {
  const known = new Set(subtract.flatMap((code) => [...allGrams(code)]));
  const sorted = submissions.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const prints = sorted.map(({ code }) => winnow(code, known));
  const rare = rareHolders(prints);
  const found = countsOf(rare, sorted.length)
    .map(({ a, b, count }) => ({ a, b, count, share: count / Math.min(sizeOf(prints, a), sizeOf(prints, b)) }))
    .filter(({ count, share }) => count >= SHOWN_FROM_FINGERPRINTS && share >= SHOWN_FROM_SHARE)
    .toSorted((one, other) => other.share - one.share || other.count - one.count || one.a - other.a || one.b - other.b);
  const pairs = found.slice(0, MAX_PAIRS).map(({ a, b, share }) => {
    const [one, other] = [sorted[a], sorted[b]] as [ComparedSubmission, ComparedSubmission];
    const both: [Fingerprints, Fingerprints] = [prints[a] as Fingerprints, prints[b] as Fingerprints];
    const shared = [...both[0].keys()].filter((hash) => rare.has(hash) && both[1].has(hash));
    return { a: one.name, b: other.name, share, regions: regionsOf(one.code, other.code, shared, both) };
  });
  const tooLittle = sorted.filter((_, index) => sizeOf(prints, index) < SHOWN_FROM_FINGERPRINTS);
  return { pairs, more: found.length - pairs.length, tooLittle: tooLittle.map(({ name }) => name) };
}

/** In how many of so many submissions a fingerprint may be before it counts as the usual way to solve the exercise. */
export function commonFrom(submissions: number): number {
  return Math.min(COMMON_FROM_AT_MOST, Math.max(COMMON_FROM, COMMON_SHARE * submissions));
}

function sizeOf(prints: readonly Fingerprints[], index: number): number {
  return prints[index]?.size ?? 0;
}

/** Fingerprint -> the indexes of the submissions that have it, ascending; without unique and common fingerprints. */
function rareHolders(prints: readonly Fingerprints[]): Map<number, number[]> {
  const holders = new Map<number, number[]>();
  for (const [index, own] of prints.entries())
    for (const hash of own.keys()) {
      const known = holders.get(hash);
      if (known === undefined) holders.set(hash, [index]);
      else known.push(index);
    }
  const common = commonFrom(prints.length);
  for (const [hash, having] of holders) if (having.length < 2 || having.length > common) holders.delete(hash);
  return holders;
}

/** How many fingerprints each pair shares; pairs without any are left out. */
function countsOf(
  rare: ReadonlyMap<number, readonly number[]>,
  size: number,
): { a: number; b: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const having of rare.values())
    for (const [place, a] of having.entries())
      for (const b of having.slice(place + 1)) counts.set(a * size + b, (counts.get(a * size + b) ?? 0) + 1);
  return [...counts].map(([pair, count]) => ({ a: Math.floor(pair / size), b: pair % size, count }));
}
