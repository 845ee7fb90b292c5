/**
 * The comparison of one file, which the terminal, the page and the HTML export render. Its size is limited, so that
 * rendering is always fast; its counts include the rows that were left out.
 */

export interface FileComparison {
  /** Relative to its folder, with forward slashes; sanitized. */
  readonly file: string;
  /** `missing`: only the reference has it; `added`: only the submission has it. */
  readonly status: "alike" | "changed" | "missing" | "added" | "not-compared";
  /** True when it is still the unchanged starter. */
  readonly untouched: boolean;
  /** Why it was not compared, for example `it is larger than 256 KB`; otherwise `null`. */
  readonly why: string | null;
  /** Lines that only the reference has. */
  readonly removed: number;
  /** Lines that only the submission has. */
  readonly added: number;
  readonly rows: readonly DiffRow[];
  /** The number of further rows, which were left out. */
  readonly leftOut: number;
}

/** A row with two sides. Consecutive rows of kind `changed` are one change. */
export type DiffRow = SameRow | ChangedRow | FoldedRow;

export interface SameRow {
  readonly kind: "same";
  /** The line's number in the reference. */
  readonly referenceLine: number;
  /** The line's number in the submission. */
  readonly line: number;
  readonly text: string;
}

/** A line of one side or of both. On both sides, the lines are similar or merely share the position. */
export interface ChangedRow {
  readonly kind: "changed";
  readonly removed: ChangedLine | null;
  readonly added: ChangedLine | null;
}

/** Equal lines that are not listed; `starter` when they come from the starter. */
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

/** A part of a line; `changed` when the other side's line differs there. */
export interface LinePart {
  readonly text: string;
  readonly changed: boolean;
}

/** A row of a unified diff: `removed` is a line of the reference, `added` one of the submission. */
export type UnifiedRow = SameRow | FoldedRow | ({ readonly kind: "removed" | "added" } & ChangedLine);

/** Converts rows to a unified diff: of every change, first the reference's lines, then the submission's. */
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
