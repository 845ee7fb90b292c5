/** One file, line by line: what the submission has that the reference has not, and the other way round. */
import { diffArrays, diffWordsWithSpace } from "diff";
import { align, type Likeness } from "./align.ts";

/** A stretch of a line; `changed` when the other side's line has something else there. */
export interface Part {
  readonly text: string;
  readonly changed: boolean;
}

export type DiffRow =
  /** `line` is its number in the submission, `referenceLine` in the reference. */
  | { readonly kind: "same"; readonly line: number; readonly referenceLine: number; readonly text: string }
  | { readonly kind: "removed" | "added"; readonly line: number; readonly parts: readonly Part[] }
  | { readonly kind: "folded"; readonly lines: number; readonly starter: boolean };

/** A line with its 1-based number in its own file, which is not its place in the list when lines were left out. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Lines around a change that are shown although they are alike. */
const CONTEXT = 2;
/** Folding fewer lines than this would save nothing. */
const MIN_FOLD = 3;
/** Two files further apart than this share nothing worth finding. */
const MAX_EDITS = 2_000;
/** Words are not compared in longer lines, nor in larger blocks of changed lines. */
const WORD_LIMIT_CHARACTERS = 400;
const WORD_LIMIT_PAIRS = 2_500;

/** The difference as rows, unchanged runs folded. `starter` is what the learner began with. White space at the ends of a line does not count. */
export function diffLines(
  reference: readonly Line[],
  submission: readonly Line[],
  starter: readonly Line[],
): DiffRow[] {
  const given = new Set(pairsOf(starter, submission).map(([, own]) => own));
  const rows: DiffRow[] = [];
  let removed: Line[] = [];
  let added: Line[] = [];
  let run: Pair[] = [];
  const changes = () => {
    rows.push(...changedRows(removed, added));
    [removed, added] = [[], []];
  };
  const alike = (isEnd: boolean) => {
    rows.push(...foldedRows(run, given, rows.length > 0, !isEnd));
    run = [];
  };
  for (const step of lineSteps(reference, submission)) {
    const { reference: theirs, submission: own } = step;
    if (theirs !== undefined && own !== undefined) {
      changes();
      run.push({ theirs, own });
      continue;
    }
    if (run.length > 0) alike(false);
    if (theirs !== undefined) removed.push(theirs);
    if (own !== undefined) added.push(own);
  }
  changes();
  alike(true);
  return rows;
}

/** One line of both sides. */
interface Pair {
  readonly theirs: Line;
  readonly own: Line;
}

interface LineStep {
  readonly reference: Line | undefined;
  readonly submission: Line | undefined;
}

function lineSteps(reference: readonly Line[], submission: readonly Line[]): LineStep[] {
  const found = diffArrays(textsOf(reference), textsOf(submission), {
    comparator: (a: string, b: string) => a.trim() === b.trim(),
    maxEditLength: MAX_EDITS,
  });
  if (found === undefined)
    return [
      ...reference.map((line) => ({ reference: line, submission: undefined })),
      ...submission.map((line) => ({ reference: undefined, submission: line })),
    ];
  const steps: LineStep[] = [];
  let a = 0;
  let b = 0;
  for (const { added, removed, count } of found) {
    for (let index = 0; index < count; index++)
      steps.push({ reference: added ? undefined : reference[a++], submission: removed ? undefined : submission[b++] });
  }
  return steps;
}

function pairsOf(one: readonly Line[], other: readonly Line[]): [Line, Line][] {
  return lineSteps(one, other).flatMap(({ reference, submission }): [Line, Line][] =>
    reference === undefined || submission === undefined ? [] : [[reference, submission]],
  );
}

function textsOf(lines: readonly Line[]): string[] {
  return lines.map(({ text }) => text);
}

/** A run of lines that are alike: context next to changes stays, the rest is folded, starter text apart from the rest. */
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
    // An empty line belongs to whatever stands around it.
    if (last !== undefined && (last.starter === starter || own.text.trim() === "")) last.lines++;
    else folds.push({ lines: 1, starter });
  }
  return [
    ...run.slice(0, head).map(sameRow),
    ...folds.map((fold): DiffRow => ({ kind: "folded", ...fold })),
    ...run.slice(run.length - tail).map(sameRow),
  ];
}

function sameRow({ theirs, own }: Pair): DiffRow {
  return { kind: "same", line: own.number, referenceLine: theirs.number, text: own.text };
}

/** Removed lines, then added ones; those that are versions of each other show which words changed. */
function changedRows(removed: readonly Line[], added: readonly Line[]): DiffRow[] {
  const oldParts = new Map<number, Part[]>();
  const newParts = new Map<number, Part[]>();
  if (removed.length * added.length <= WORD_LIMIT_PAIRS) {
    for (const { likeness, reference, submission } of align(textsOf(removed), textsOf(added), lineLikeness)) {
      if (reference === undefined || submission === undefined || likeness === "missing" || likeness === "extra")
        continue;
      const [old, oldIndent] = indented(removed[reference]?.text ?? "");
      const [own, ownIndent] = indented(added[submission]?.text ?? "");
      const changes = diffWordsWithSpace(old, own);
      oldParts.set(reference, [
        oldIndent,
        ...changes.filter((change) => !change.added).map((change) => ({ text: change.value, changed: change.removed })),
      ]);
      newParts.set(submission, [
        ownIndent,
        ...changes.filter((change) => !change.removed).map((change) => ({ text: change.value, changed: change.added })),
      ]);
    }
  }
  const whole = (line: Line): Part[] => [{ text: line.text, changed: false }];
  return [
    ...removed.map((line, index): DiffRow => ({
      kind: "removed",
      line: line.number,
      parts: oldParts.get(index) ?? whole(line),
    })),
    ...added.map((line, index): DiffRow => ({
      kind: "added",
      line: line.number,
      parts: newParts.get(index) ?? whole(line),
    })),
  ];
}

/** A line's text and, apart from it, its indentation, which never counts as changed. */
function indented(line: string): [text: string, indent: Part] {
  const text = line.trimStart();
  return [text, { text: line.slice(0, line.length - text.length), changed: false }];
}

/** How much two lines share, by their words. */
function lineLikeness(a: string, b: string): Likeness {
  if (a.length > WORD_LIMIT_CHARACTERS || b.length > WORD_LIMIT_CHARACTERS) return "unlike";
  if (a.trim() === b.trim()) return "same";
  const words = wordsOf(a);
  const others = wordsOf(b);
  const shared = [...words].filter((word) => others.has(word)).length;
  const share = (2 * shared) / Math.max(1, words.size + others.size);
  return share >= 0.75 ? "wording" : share >= 0.5 ? "different" : "unlike";
}

function wordsOf(text: string): Set<string> {
  return new Set(text.match(/\w+|[^\s\w]/g) ?? []);
}
