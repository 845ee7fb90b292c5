/** Makes a report fit a screen: what can be spared gives way to one line that says so. */
import { rowsOf } from "./visible.ts";

/** Some lines in a row; `to` is exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Lines of which some can be spared. */
export interface Draft {
  readonly lines: readonly string[];
  /** What can be spared most. Its middle goes first: how it begins and ends says most. */
  readonly spare: Range;
  /** How many lines this draft has left out already. */
  readonly without: number;
}

export interface FitOptions {
  readonly rows: number;
  readonly columns: number;
  /** The line that stands for so many left out; `inSpare` when all of them are of the first draft's `spare`. */
  readonly note: (lines: number, inSpare: boolean) => string;
}

/**
 * The first draft when it fits. Else the same without a part of `spare`. Else the last draft, without as little as
 * possible: a part of `spare`, then lines above it as well, then lines below.
 */
export function fit(first: Draft, last: Draft, { rows, columns, note }: FitOptions): string[] {
  const fits = (lines: readonly string[]) => rowsOf(lines, columns) <= rows;
  if (fits(first.lines)) return [...first.lines];
  for (const range of inside(first.spare)) {
    const left = cut(first, range, note(first.without + range.to - range.from, true));
    if (fits(left)) return left;
  }
  for (const range of [...inside(last.spare), ...around(last.spare, last.lines.length)]) {
    const left = cut(last, range, note(last.without + range.to - range.from, false));
    if (fits(left)) return left;
  }
  return last.lines.slice(0, Math.max(1, rows));
}

function cut({ lines }: Draft, { from, to }: Range, note: string): string[] {
  return [...lines.slice(0, from), note, ...lines.slice(to)];
}

/** Ever larger parts of a range, its first lines and above all its last ones kept. Leaving out one line saves none. */
function inside({ from, to }: Range): Range[] {
  const size = to - from;
  return Array.from({ length: Math.max(0, size - 1) }, (_, index) => {
    const length = index + 2;
    const start = from + Math.floor((size - length) / 3);
    return { from: start, to: start + length };
  });
}

/** The range and ever more around it: all lines above but the first, then those below. */
function around({ from, to }: Range, end: number): Range[] {
  const above = Array.from({ length: Math.max(0, from) }, (_, index) => ({ from: from - index, to }));
  const below = Array.from({ length: Math.max(0, end - to) }, (_, index) => ({ from: 1, to: to + 1 + index }));
  return [...above, ...below];
}
