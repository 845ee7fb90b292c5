/**
 * One file of two sides, compared: the value that the terminal, the page and the HTML export all draw. It has limits,
 * so that drawing it is always quick; what it counts is what it counts before anything is left out.
 */

export interface FileComparison {
  /** Relative to its folder, with forward slashes; fit to be shown. */
  readonly file: string;
  /** `missing`: only the reference has it; `added`: only the submission has it. */
  readonly status: "alike" | "changed" | "missing" | "added" | "not-compared";
  /** True when it is still word for word what the learner began with. */
  readonly untouched: boolean;
  /** Why it was not compared, for example `it is larger than 256 KB`; `null` otherwise. */
  readonly why: string | null;
  /** Lines that only the reference has. */
  readonly removed: number;
  /** Lines that only the submission has. */
  readonly added: number;
  readonly rows: readonly DiffRow[];
  /** Rows after these that are not listed, because there are too many to read. */
  readonly leftOut: number;
}

/** A row of a picture with two sides. Rows of kind `changed` that follow each other are one change. */
export type DiffRow = SameRow | ChangedRow | FoldedRow;

export interface SameRow {
  readonly kind: "same";
  /** The line's number in the reference. */
  readonly referenceLine: number;
  /** The line's number in the submission. */
  readonly line: number;
  readonly text: string;
}

/** A line of one side or of both; on both, they are versions of each other, or the one merely stands beside the other. */
export interface ChangedRow {
  readonly kind: "changed";
  readonly removed: ChangedLine | null;
  readonly added: ChangedLine | null;
}

/** Lines that both sides have and that are not listed; `starter` when the learner was given them. */
export interface FoldedRow {
  readonly kind: "folded";
  readonly lines: number;
  readonly starter: boolean;
}

export interface ChangedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly parts: readonly LinePart[];
}

/** A stretch of a line; `changed` when the other side's line has something else there. */
export interface LinePart {
  readonly text: string;
  readonly changed: boolean;
}

/** A row of a picture with one column: `removed` is a line of the reference, `added` one of the submission. */
export type UnifiedRow = SameRow | FoldedRow | ({ readonly kind: "removed" | "added" } & ChangedLine);

/** The same rows in one column: of every change, first what the reference has and then what the submission has. */
export function unifiedRows(rows: readonly DiffRow[]): UnifiedRow[] {
  const unified: UnifiedRow[] = [];
  let added: UnifiedRow[] = [];
  for (const row of rows) {
    if (row.kind !== "changed") {
      unified.push(...added, row);
      added = [];
      continue;
    }
    if (row.removed !== null) unified.push({ kind: "removed", ...row.removed });
    if (row.added !== null) added.push({ kind: "added", ...row.added });
  }
  return [...unified, ...added];
}
