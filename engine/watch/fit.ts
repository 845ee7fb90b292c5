/** Makes a report fit a screen: lines of low priority are replaced by one note. */
import { linesOf, type Section } from "../report/section.ts";
import { rowsOf } from "./visible.ts";

export interface FitOptions {
  readonly rows: number;
  readonly columns: number;
  /** Renders the line that replaces this many lines of these sections. */
  readonly note: (lines: number, leftOut: readonly Section[]) => string;
}

/** The kept lines of a section: some of its beginning and some of its end. */
interface Kept {
  readonly head: readonly string[];
  readonly tail: readonly string[];
}

/**
 * Returns all lines when they fit; otherwise those of the sections with the highest priority that fit, and a note in
 * the largest gap.
 */
export function fit(sections: readonly Section[], { rows, columns, note }: FitOptions): string[] {
  const all = linesOf(sections);
  if (rowsOf(all, columns) <= rows) return all;
  // On a narrow terminal the note takes several rows; it is longest when all lines are left out.
  let room = rows - rowsOf([note(all.length, sections)], columns);
  const kept = new Map<Section, Kept>();
  for (const section of sections.toSorted((a, b) => b.priority - a.priority)) {
    const part = partOf(section, room, columns);
    room -= rowsOf([...part.head, ...part.tail], columns);
    kept.set(section, part);
  }
  return withNote(sections, kept, note);
}

/** The lines of a section that fit. The end of a conversation matters more than its beginning. */
function partOf({ lines, cut = "end" }: Section, rows: number, columns: number): Kept {
  if (rowsOf(lines, columns) <= rows) return { head: lines, tail: [] };
  const tail = cut === "end" ? [] : fitting(lines.toReversed(), Math.ceil((rows * 2) / 3), columns).toReversed();
  return { head: fitting(lines, rows - rowsOf(tail, columns), columns), tail };
}

/** As many of the first lines as fit. */
function fitting(lines: readonly string[], rows: number, columns: number): string[] {
  let left = rows;
  const end = lines.findIndex((line) => (left -= rowsOf([line], columns)) < 0);
  return lines.slice(0, end === -1 ? lines.length : end);
}

/** The kept lines, in order, with a note in the largest gap. */
function withNote(sections: readonly Section[], kept: ReadonlyMap<Section, Kept>, note: FitOptions["note"]): string[] {
  const lines: string[] = [];
  /** Index in `lines` -> how many lines are missing there. */
  const gaps = new Map<number, number>();
  const leftOut: Section[] = [];
  for (const section of sections) {
    const { head, tail } = kept.get(section) ?? { head: [], tail: [] };
    lines.push(...head);
    const missing = section.lines.length - head.length - tail.length;
    if (missing > 0) {
      gaps.set(lines.length, (gaps.get(lines.length) ?? 0) + missing);
      leftOut.push(section);
    }
    lines.push(...tail);
  }
  const missing = [...gaps.values()].reduce((sum, each) => sum + each, 0);
  const largest = Math.max(...gaps.values());
  const [place = lines.length] = [...gaps].find(([, size]) => size === largest) ?? [];
  return [...lines.slice(0, place), note(missing, leftOut), ...lines.slice(place)];
}
