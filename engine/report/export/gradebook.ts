/** Shared by the exports that fill a gradebook: scaling grades, and matching results to rows. */
import { hundredths, plainLine } from "./plain.ts";
import { markOf, shareOf } from "./mark.ts";
import type { Graded } from "./student.ts";
import { outcomeLine } from "./words.ts";

/** A filled gradebook, and remarks to read before importing it. */
export interface Filled {
  readonly text: string;
  /** One sentence each: students without a row, cells that were left alone and why. */
  readonly remarks: readonly string[];
  /** The grades in the filled cells, for the next time; undefined when the format fills no gradebook. */
  readonly written?: WrittenGrades;
}

/** Row and column of a gradebook, as `cellName` writes them -> the grade that was written there. */
export type WrittenGrades = Readonly<Record<string, number>>;

/** What decides whether a grade that is in the gradebook already may be replaced. */
export interface Replacing {
  /** The grades that an earlier run wrote. @default none */
  readonly written?: WrittenGrades | undefined;
  /** Whether grades that a person entered are replaced too. @default false */
  readonly replaceGrades?: boolean | undefined;
}

/** Names a cell by the ids of its row and column, which stay when the gradebook is exported again. */
export function cellName(row: string | undefined, column: string | undefined): string {
  return `${keyOf(row)} / ${keyOf(column)}`;
}

/**
 * Whether the cell's grade was entered by a person and differs from the new one: the workbook leaves it alone unless the
 * caller asks for its replacement.
 */
export function isEntered(
  cell: string | undefined,
  name: string,
  points: number,
  { written = {}, replaceGrades = false }: Replacing,
): boolean {
  const text = (cell ?? "").trim();
  if (replaceGrades || text === "" || text === "-") return false;
  const number = numberIn(text);
  if (number === undefined) return true;
  return hundredths(number) !== points && (!Object.hasOwn(written, name) || written[name] !== hundredths(number));
}

/** The remark on a grade that stays. */
export function enteredRemark(result: Graded, cell: string | undefined, points: number): string {
  return `${callOf(result)} keeps ${plainLine(cell ?? "", 40)}, which is in the gradebook already; the workbook would give ${points}. --replace-grades replaces it.`;
}

/** `null`: leave the cell as it is. */
export type CellGrade = { readonly points: number } | { readonly points: null; readonly because: string };

/**
 * The grade out of `worth`, by the policy where there is one. Without a policy it is counted in exercises when the sheet
 * does not say what the assignment is worth, or says 0; with one, in its points.
 */
export function cellGrade({ verdict, grade }: Graded, worth: number | undefined): CellGrade {
  if (grade !== undefined) {
    const { final, possible, text } = grade;
    if (final === null) return { points: null, because: `${grade.excused ? text : outcomeLine(verdict)}.` };
    return { points: hundredths(worth && possible > 0 ? (final / possible) * worth : final) };
  }
  const mark = markOf(verdict);
  if (mark === null) return { points: null, because: outcomeLine(verdict) };
  return { points: hundredths(worth ? shareOf(mark) * worth : mark.earned) };
}

/** What grades are counted in where a gradebook does not say what the assignment is worth. */
export function unitOf(results: readonly Graded[]): "points" | "exercises" {
  return results.some(({ grade }) => grade !== undefined) ? "points" : "exercises";
}

/** Parses a number as people and systems write it, `66.67`, `66,67` or `50%`; undefined for anything else. */
export function numberIn(text: string | undefined): number | undefined {
  const written = (text ?? "").trim().replace(/%$/, "");
  return /^\d+(?:[.,]\d+)?$/.test(written) ? Number(written.replace(",", ".")) : undefined;
}

/** How a remark names a student. */
export function callOf({ student }: Graded): string {
  const name = student.name === undefined ? "" : ` (${student.name})`;
  return plainLine(student.id + name, 120);
}

/** Two results for one row, or two rows for one result, are ambiguous: no row is filled. */
export interface Matches {
  /** Row of the sheet -> the one result for it. */
  readonly byRow: ReadonlyMap<number, Graded>;
  readonly remarks: readonly string[];
}

/**
 * Finds each result's row. `finders` are tried in order; the first that finds a row decides, and must find exactly one.
 * None of them uses names: two students may share one.
 */
export function matched(
  results: readonly Graded[],
  finders: readonly ((result: Graded) => readonly number[])[],
): Matches {
  const claims = new Map<number, Graded[]>();
  const remarks: string[] = [];
  for (const result of results) {
    const rows = finders.map((find) => find(result)).find((found) => found.length > 0) ?? [];
    const [row] = rows;
    if (row === undefined) remarks.push(`${callOf(result)} has no row in the gradebook.`);
    else if (rows.length > 1)
      remarks.push(`${callOf(result)} matches ${rows.length} rows of the gradebook; none was filled.`);
    else claims.set(row, [...(claims.get(row) ?? []), result]);
  }
  const byRow = new Map<number, Graded>();
  for (const [row, claimed] of claims) {
    const [only] = claimed;
    if (claimed.length === 1 && only !== undefined) byRow.set(row, only);
    else remarks.push(`${claimed.map(callOf).join(" and ")} match the same row of the gradebook; it was not filled.`);
  }
  return { byRow, remarks };
}

/** A finder: the rows whose cell in this column equals the text, ignoring case and surrounding white space. */
export function rowsWith(rows: readonly (readonly string[])[], column: number): (text: string | undefined) => number[] {
  const found = new Map<string, number[]>();
  if (column >= 0)
    for (const [index, row] of rows.entries()) {
      const key = keyOf(row[column]);
      if (index > 0 && key !== "") found.set(key, [...(found.get(key) ?? []), index]);
    }
  return (text) => found.get(keyOf(text)) ?? [];
}

function keyOf(text: string | undefined): string {
  return (text ?? "").trim().toLowerCase();
}
