/** Compares two files line by line. */
import { diffArrays } from "diff";
import { changedRows, type Line } from "./changed-rows.ts";
import type { DiffRow, SameRow } from "./file-comparison.ts";

/** Files that differ in more lines are not compared, because the work grows with the square of that number. */
export const MAX_CHANGED_LINES = 2_000;
/** The number of equal lines shown around a change. */
const CONTEXT = 2;
/** Shorter runs are not folded, because it would save no space. */
const MIN_FOLD = 3;

/**
 * Returns the difference as rows, with runs of equal lines folded; undefined when more than `MAX_CHANGED_LINES` lines
 * differ. `starter` is the file that the learner began with. White space at the ends of a line does not count.
 */
export function diffLines(
  reference: readonly Line[],
  submission: readonly Line[],
  starter: readonly Line[],
): DiffRow[] | undefined {
  const steps = lineSteps(reference, submission);
  if (steps === undefined) return undefined;
  const given = new Set(lineSteps(starter, submission)?.flatMap(({ theirs, own }) => (theirs && own ? [own] : [])));
  const rows: DiffRow[] = [];
  let removed: Line[] = [];
  let added: Line[] = [];
  let alike: Pair[] = [];
  const endChange = () => {
    rows.push(...changedRows(removed, added));
    [removed, added] = [[], []];
  };
  const endAlike = (isLast: boolean) => {
    rows.push(...foldedRows(alike, given, rows.length > 0, !isLast));
    alike = [];
  };
  for (const { theirs, own } of steps) {
    if (theirs !== undefined && own !== undefined) {
      endChange();
      alike.push({ theirs, own });
      continue;
    }
    if (alike.length > 0) endAlike(false);
    if (theirs !== undefined) removed.push(theirs);
    if (own !== undefined) added.push(own);
  }
  endChange();
  endAlike(true);
  return rows;
}

/** A line that both sides have. */
interface Pair {
  readonly theirs: Line;
  readonly own: Line;
}

/** A line of both sides, or of one. */
interface LineStep {
  readonly theirs: Line | undefined;
  readonly own: Line | undefined;
}

/** Undefined when more than `MAX_CHANGED_LINES` lines differ. */
function lineSteps(reference: readonly Line[], submission: readonly Line[]): LineStep[] | undefined {
  // At least this many lines differ, so the diff would end without a result after all its work.
  if (Math.abs(reference.length - submission.length) > MAX_CHANGED_LINES) return undefined;
  const found = diffArrays(trimmed(reference), trimmed(submission), { maxEditLength: MAX_CHANGED_LINES });
  if (found === undefined) return undefined;
  const steps: LineStep[] = [];
  let a = 0;
  let b = 0;
  for (const { added, removed, count } of found)
    for (let index = 0; index < count; index++)
      steps.push({ theirs: added ? undefined : reference[a++], own: removed ? undefined : submission[b++] });
  return steps;
}

function trimmed(lines: readonly Line[]): string[] {
  return lines.map(({ text }) => text.trim());
}

/** Folds a run of equal lines except the context of changes; lines of the starter are folded separately. */
function foldedRows(
  run: readonly Pair[],
  given: ReadonlySet<Line>,
  afterChange: boolean,
  beforeChange: boolean,
): DiffRow[] {
  const head = afterChange ? CONTEXT : 0;
  const tail = beforeChange ? CONTEXT : 0;
  if (run.length - head - tail < MIN_FOLD) return run.map(sameRow);
  const middle = run.slice(head, run.length - tail);
  const folds: { lines: number; starter: boolean }[] = [];
  for (const { own } of middle) {
    const starter = given.has(own);
    const last = folds.at(-1);
    // An empty line joins the fold before it.
    if (last !== undefined && (last.starter === starter || own.text.trim() === "")) last.lines++;
    else folds.push({ lines: 1, starter });
  }
  return [
    ...run.slice(0, head).map(sameRow),
    ...folds.map((fold): DiffRow => ({ kind: "folded", ...fold })),
    ...run.slice(run.length - tail).map(sameRow),
  ];
}

function sameRow({ theirs, own }: Pair): SameRow {
  return { kind: "same", referenceLine: theirs.number, line: own.number, text: own.text };
}
