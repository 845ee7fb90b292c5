/** Makes a report fit a screen: one part of it gives way to a line that says so. */
import { rowsOf } from "./visible.ts";

/** A part of some lines; `to` is exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface FitOptions {
  readonly rows: number;
  readonly columns: number;
  /** What can be spared most. Its middle is left out first: how it begins and ends says most. */
  readonly first: Range;
  /** Where lines after it begin that are needed more than those before it. */
  readonly keepFrom: number;
  /** The line that stands for so many left out. */
  readonly note: (lines: number, onlyFirst: boolean) => string;
}

/** The lines, or, when they take more rows, all but one contiguous part of them, as small as possible. */
export function fit(lines: readonly string[], { rows, columns, first, keepFrom, note }: FitOptions): string[] {
  if (rowsOf(lines, columns) <= rows) return [...lines];
  for (const { from, to } of growing(first, keepFrom, lines.length)) {
    const onlyFirst = from >= first.from && to <= first.to;
    const left = [...lines.slice(0, from), note(to - from, onlyFirst), ...lines.slice(to)];
    if (rowsOf(left, columns) <= rows) return left;
  }
  return lines.slice(0, Math.max(1, rows));
}

/** Ever larger parts to leave out: inside `first`, then below it up to `keepFrom`, then above it, then all. */
function* growing(first: Range, keepFrom: number, end: number): Generator<Range> {
  const size = first.to - first.from;
  for (let left = 2; left <= size; left++) {
    const from = first.from + Math.floor((size - left) / 3);
    yield { from, to: from + left };
  }
  for (let to = first.to + 1; to <= keepFrom; to++) yield { from: first.from, to };
  for (let from = first.from - 1; from >= 1; from--) yield { from, to: Math.max(first.to, keepFrom) };
  for (let to = Math.max(first.to, keepFrom) + 1; to <= end; to++) yield { from: 1, to };
}
