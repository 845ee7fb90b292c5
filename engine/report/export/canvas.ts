/**
 * Fills a gradebook exported from Canvas, following the rules of its importer (lib/gradebook_importer.rb of canvas-lms).
 *
 * Students are found by ID, SIS User ID and SIS Login ID; an id that is the ID of one student and the SIS id of another
 * is ambiguous, and no row is filled. Only the assignment's column is filled; every other cell stays as it is. Scores are
 * scaled to the Points Possible of the column, with two decimals, which is what Canvas compares. No assignment is created.
 *
 * A submission that could not be run gets 0. After a fault of the workbook the cell keeps its value, and so does a cell
 * with `EX`, which means excused, and one with a grade that a person entered, unless that is to be replaced.
 */
import { csvField } from "./csv.ts";
import { readSheet, SheetError, type CellChange } from "./csv-sheet.ts";
import {
  callOf,
  cellGrade,
  cellName,
  enteredRemark,
  isEntered,
  matched,
  numberIn,
  rowsWith,
  unitOf,
  type Filled,
  type Replacing,
} from "./gradebook.ts";
import { plainLine } from "./plain.ts";
import type { Graded } from "./student.ts";

type Rows = readonly (readonly string[])[];

/** Columns that Canvas computes. */
const COMPUTED = /(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)/;

export interface CanvasOptions extends Replacing {
  /** The exported file. */
  readonly sheet: string;
  /** The assignment's id or title. @default the title or folder name of the lesson */
  readonly column?: string | undefined;
}

/** @throws SheetError when the file is not a Canvas gradebook or lacks the assignment */
export function canvas(results: readonly Graded[], { sheet, column, ...replacing }: CanvasOptions): Filled {
  const { rows, filled } = readSheet(sheet);
  const header = rows[0] ?? [];
  const id = idColumn(header);
  const target = assignmentColumn(header, column === undefined ? lessonNames(results) : [column]);
  const points = rows.find((row, index) => index > 0 && (row[0] ?? "").includes("Points Possible"));
  if (/read\s+only/.test(points?.[target] ?? ""))
    throw new SheetError(`Canvas ignores ${named(header, target)}: it is read only.`);
  const byId = rowsWith(rows, id);
  const bySisUser = rowsWith(rows, columnLike(header, /SIS\s+User\s+ID/));
  const bySisLogin = rowsWith(rows, columnLike(header, /SIS\s+Login\s+ID/));
  const matches = matched(results, [
    ({ student: { id } }) => [...new Set([...byId(id), ...bySisUser(id), ...bySisLogin(id)])],
    ({ student }) => bySisLogin(student.email),
  ]);
  const changes: CellChange[] = [];
  const written: Record<string, number> = {};
  const worth = numberIn(points?.[target]);
  const left: string[] = worth
    ? []
    : [`The gradebook does not say what ${named(header, target)} is worth; scores are in ${unitOf(results)}.`];
  for (const [row, result] of matches.byRow) {
    const grade = cellGrade(result, worth);
    if (grade.points === null) left.push(`${callOf(result)} keeps the score they had. ${grade.because}`);
    else if (/^\s*EX\s*$/i.test(rows[row]?.[target] ?? ""))
      left.push(`${callOf(result)} is excused and stays excused.`);
    else if (rows[row]?.[target] === undefined) left.push(`${callOf(result)} has a row that is too short to fill.`);
    else {
      const cell = rows[row]?.[target];
      const name = cellName(rows[row]?.[id], header[target]);
      if (isEntered(cell, name, grade.points, replacing)) left.push(enteredRemark(result, cell, grade.points));
      else {
        changes.push({ row, column: target, field: csvField(grade.points) });
        written[name] = grade.points;
      }
    }
  }
  return { text: filled(changes), remarks: [...matches.remarks, ...left], written };
}

/** The headers that Canvas accepts: `Student,ID,...` or `LastName,FirstName,ID,...`, then Section further on. */
function idColumn(header: readonly string[]): number {
  const cell = (index: number) => header[index] ?? "";
  const id =
    cell(0).includes("Student") && cell(1).includes("ID")
      ? 1
      : cell(0).includes("LastName") && cell(1).includes("FirstName") && cell(2).includes("ID")
        ? 2
        : -1;
  if (id < 0 || columnLike(header, /Section/) < 0)
    throw new SheetError(
      "The file is not a gradebook exported from Canvas: its first columns must be Student, ID and, further on, Section.",
    );
  return id;
}

/** `Title (12345)`: by id, by title, or both together. */
function assignmentColumn(header: readonly string[], names: readonly string[]): number {
  const first = columnLike(header, /Section/) + 1;
  const assignments = header
    .map((_, index) => index)
    .filter((index) => index >= first && !COMPUTED.test(header[index] ?? ""));
  const wanted = names.map((name) => name.trim().toLowerCase());
  const found = assignments.filter((index) => {
    const label = header[index]?.trim() ?? "";
    const [ending = "", id = ""] = /\((\d{1,20})\)$/.exec(label) ?? [];
    return [id, label.slice(0, label.length - ending.length), label].some(
      (name) => name !== "" && wanted.includes(name.trim().toLowerCase()),
    );
  });
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const asked = names.map((name) => plainLine(name, 80)).join(" or ");
  const list = assignments.map((index) => named(header, index)).join(", ");
  throw new SheetError(
    `The gradebook has ${found.length === 0 ? "no" : "more than one"} assignment ${asked}. It has ${list || "none"}.`,
  );
}

function lessonNames(results: readonly Graded[]): string[] {
  return [...new Set(results.flatMap(({ verdict }) => [verdict.title, verdict.lesson]))];
}

function columnLike(header: Rows[number], pattern: RegExp): number {
  return header.findIndex((cell) => pattern.test(cell));
}

function named(header: readonly string[], index: number): string {
  return plainLine(header[index] ?? "", 80);
}
