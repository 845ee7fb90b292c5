/** Finds the few lines of a learner's own files that are worth looking at. */
import type { SourceLocation } from "../source-location.ts";

export interface Excerpt {
  readonly file: string;
  /** 1-based number of the first line. */
  readonly from: number;
  readonly lines: readonly string[];
  /** 1-based number of the line to look at. */
  readonly focus: number;
}

export interface Search {
  /** File -> text, in reading order. */
  readonly sources: ReadonlyMap<string, string>;
  /** Where the failure is, when that is known. */
  readonly location: SourceLocation | undefined;
  /** Patterns for lines worth looking at, best first. */
  readonly anchors: readonly RegExp[];
  readonly start: "todo" | "code";
  readonly exercise: number;
  /** Text about the check: of several matching lines, the one that contains most of its words wins. */
  readonly about: string;
}

const BEFORE = 3;
const AFTER = 5;

interface Spot {
  readonly file: string;
  readonly lines: readonly string[];
  /** 0-based. */
  readonly index: number;
}

/** At most 9 lines around the best match, or undefined when no line matches. */
export function findExcerpt(search: Search): Excerpt | undefined {
  const files = [...search.sources].map(([file, text]) => ({ file, lines: text.split(/\r\n|\r|\n/) }));
  const { file: named, line = 0 } = search.location ?? {};
  const known = files.find(({ file }) => file === named);
  if (known !== undefined && line >= 1 && line <= known.lines.length) return around({ ...known, index: line - 1 });

  const spots = files.flatMap(({ file, lines }) => lines.map((_, index): Spot => ({ file, lines, index })));
  const words = wordsOf(search.about);
  const todo = () =>
    best(
      spots.filter((spot) => isTodo(spot, search.exercise)),
      words,
    ) ??
    best(
      spots.filter((spot) => isTodo(spot)),
      [],
    );
  const code = () => {
    for (const anchor of search.anchors) {
      const found = best(
        spots.filter((spot) => isCode(spot) && anchor.test(lineOf(spot))),
        words,
      );
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = search.start === "todo" ? (todo() ?? code()) : (code() ?? todo());
  return found === undefined ? undefined : around(found);
}

function isTodo(spot: Spot, exercise?: number): boolean {
  const number = /TODO\s*\(exercise (\d+)\)/i.exec(lineOf(spot))?.[1];
  return number !== undefined && (exercise === undefined || Number(number) === exercise);
}

/** Comments are skipped: they may quote the very calls that are missing. */
function isCode(spot: Spot): boolean {
  return !/^\s*(?:\/\/|\/?\*)/.test(lineOf(spot));
}

function lineOf({ lines, index }: Spot): string {
  // Bounds the search in very long lines.
  return (lines[index] ?? "").slice(0, 1_000);
}

/** The spot whose line contains most of the words; of several, the first. */
function best(spots: readonly Spot[], words: readonly string[]): Spot | undefined {
  let winner: Spot | undefined;
  let most = -1;
  for (const spot of spots) {
    const line = lineOf(spot).toLowerCase();
    const score = words.filter((word) => line.includes(word)).length;
    if (score > most) [winner, most] = [spot, score];
  }
  return winner;
}

function wordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[a-z]{4,}/g) ?? [])];
}

/** The excerpt keeps its length near the ends of a file, so there is always some context. */
function around({ file, lines, index }: Spot): Excerpt {
  const end = lines.at(-1) === "" ? lines.length - 1 : lines.length;
  const from = Math.max(0, Math.min(index - BEFORE, end - (BEFORE + AFTER + 1)));
  return {
    file,
    from: from + 1,
    lines: lines.slice(from, Math.max(from + BEFORE + AFTER + 1, index + 1)).slice(0, end - from),
    focus: index + 1,
  };
}
