import type { Code } from "./code.ts";
import type { Fingerprints } from "./winnow.ts";

/** Lines of one file, 1-based, both ends included. */
export interface Passage {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** The same tokens in two submissions. */
export interface MatchingRegion {
  readonly a: Passage;
  readonly b: Passage;
  /** Length in tokens. */
  readonly tokens: number;
}

/** More places of a pair than a person looks at. */
const MAX_REGIONS = 20;

interface Match {
  readonly atA: number;
  readonly atB: number;
  readonly length: number;
}

/**
 * Where two submissions match, the longest first: shared fingerprints, extended as far as the tokens are equal, even into
 * code that the lesson provides.
 */
export function regionsOf(
  a: Code,
  b: Code,
  shared: readonly number[],
  prints: [Fingerprints, Fingerprints],
): MatchingRegion[] {
  const matches: Match[] = [];
  for (const hash of shared) {
    const [atA, atB] = [prints[0].get(hash), prints[1].get(hash)];
    if (atA === undefined || atB === undefined) continue;
    const isKnown = matches.some((match) => atA - atB === match.atA - match.atB && isInside(atA, match.atA, match));
    if (!isKnown) matches.push(extended(a, b, atA, atB));
  }
  const longestFirst = matches.toSorted((one, other) => other.length - one.length || one.atA - other.atA);
  // A passage that matches in several places is shown once.
  const shown: Match[] = [];
  for (const match of longestFirst)
    if (
      !shown.some(
        (other) => isInside(match.atA, other.atA, other) && isInside(match.atA + match.length - 1, other.atA, other),
      )
    )
      shown.push(match);
  return shown.slice(0, MAX_REGIONS).map(({ atA, atB, length }) => ({
    a: passageOf(a, atA, length),
    b: passageOf(b, atB, length),
    tokens: length,
  }));
}

function isInside(at: number, from: number, { length }: Match): boolean {
  return at >= from && at < from + length;
}

function extended(a: Code, b: Code, atA: number, atB: number): Match {
  const [startA, endA] = fileAround(a, atA);
  const [startB, endB] = fileAround(b, atB);
  let before = 0;
  while (atA - before > startA && atB - before > startB && a.tokens[atA - before - 1] === b.tokens[atB - before - 1])
    before++;
  let after = 0;
  while (atA + after < endA && atB + after < endB && a.tokens[atA + after] === b.tokens[atB + after]) after++;
  return { atA: atA - before, atB: atB - before, length: before + after };
}

function fileAround({ starts }: Code, at: number): readonly [number, number] {
  const next = starts.findIndex((start) => start > at);
  return [starts[next - 1] ?? 0, starts[next] ?? 0];
}

function passageOf(code: Code, at: number, length: number): Passage {
  const [start] = fileAround(code, at);
  const file = code.files[code.starts.lastIndexOf(start, code.files.length - 1)] ?? "";
  return { file, from: code.lines[at] ?? 1, to: code.lines[at + length - 1] ?? 1 };
}
