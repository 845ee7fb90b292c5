/**
 * Fills Moodle's offline grading worksheet, following the rules of its importer
 * (mod/assign/feedback/offline/importgradeslib.php).
 *
 * The file is exported from the assignment, filled here and imported again. Participants are found by Identifier, e-mail
 * address, ID number or user name, or by the bare number in their Identifier. Grade and feedback are filled;
 * `Last modified (grade)` stays, because Moodle compares it to protect newer grades. Columns are found by their labels,
 * which Moodle translates: `labels` gives those of a language other than English.
 *
 * A submission that could not be run gets 0, and the reason as feedback. After a fault of the workbook the row stays
 * as it was, and so does one with a grade that a person entered, unless that is to be replaced.
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
import { verdictText } from "./words.ts";

const FEEDBACK_CHARACTERS = 10_000;

export interface MoodleLabels {
  readonly identifier: string;
  readonly grade: string;
  readonly modified: string;
  /** Optional columns. */
  readonly maximum: string;
  readonly feedback: string;
  readonly email: string;
  readonly idNumber: string;
  readonly username: string;
}

/** As in Moodle's English language pack. */
const ENGLISH: MoodleLabels = {
  identifier: "Identifier",
  grade: "Grade",
  modified: "Last modified (grade)",
  maximum: "Maximum grade",
  feedback: "Feedback comments",
  email: "Email address",
  idNumber: "ID number",
  username: "Username",
};

export interface MoodleOptions extends Replacing {
  /** The exported worksheet. */
  readonly sheet: string;
  readonly labels?: Partial<MoodleLabels> | undefined;
}

/** @throws SheetError when the file is not a grading worksheet */
export function moodle(results: readonly Graded[], { sheet, labels, ...replacing }: MoodleOptions): Filled {
  const { rows, filled } = readSheet(sheet);
  const column = columnsOf(rows[0] ?? [], { ...ENGLISH, ...labels });
  const participants = rows.map((row) => [participantOf(row[column.identifier])]);
  const byParticipant = rowsWith(participants, 0);
  const byIdentifier = rowsWith(rows, column.identifier);
  const byEmail = rowsWith(rows, column.email);
  const byIdNumber = rowsWith(rows, column.idNumber);
  const byUsername = rowsWith(rows, column.username);
  const { byRow, remarks } = matched(results, [
    ({ student }) => (/\D\d+$/.test(student.id) ? byIdentifier(student.id) : []),
    ({ student }) => byEmail(student.email),
    ({ student }) => byIdNumber(student.id),
    ({ student }) => byUsername(student.id),
    // A bare number may also be the student number of one person and the participant number of another.
    ({ student }) => byParticipant(student.id).filter((row) => !student.email || !rows[row]?.[column.email]),
  ]);
  const changes: CellChange[] = [];
  const written: Record<string, number> = {};
  const left: string[] =
    column.maximum < 0
      ? [`The worksheet does not say what the assignment is worth; grades are in ${unitOf(results)}.`]
      : [];
  for (const [row, result] of byRow) {
    const grade = cellGrade(result, numberIn(rows[row]?.[column.maximum]));
    if (grade.points === null) left.push(`${callOf(result)} keeps the grade they had. ${grade.because}`);
    else {
      const cell = rows[row]?.[column.grade];
      const name = cellName(rows[row]?.[column.identifier], labels?.grade ?? ENGLISH.grade);
      if (isEntered(cell, name, grade.points, replacing)) {
        left.push(enteredRemark(result, cell, grade.points));
        continue;
      }
      written[name] = grade.points;
      changes.push({ row, column: column.grade, field: csvField(grade.points) });
      if (column.feedback >= 0)
        changes.push({ row, column: column.feedback, field: csvField(feedbackOf(result), FEEDBACK_CHARACTERS) });
    }
  }
  return { text: filled(changes), remarks: [...remarks, ...left], written };
}

/** Moodle shows feedback as HTML. */
function feedbackOf({ verdict, grade }: Graded): string {
  const graded = grade === undefined ? [] : [grade.text, ...(grade.comment === "" ? [] : [grade.comment]), ""];
  const text = [...graded, verdictText(verdict, 500)]
    .join("\n")
    .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return text.replaceAll("\n", "<br>");
}

/** The digits at the end of `Participant 12345`, in any language. */
function participantOf(cell: string | undefined): string {
  return /(?<!\d)\d+$/.exec((cell ?? "").trim())?.[0] ?? "";
}

function columnsOf(header: readonly string[], labels: MoodleLabels): Record<keyof MoodleLabels, number> {
  const cells = header.map((cell) => cell.trim().toLowerCase());
  const entries = Object.entries(labels).map(([key, label]) => [key, cells.indexOf(label.trim().toLowerCase())]);
  const columns = Object.fromEntries(entries) as Record<keyof MoodleLabels, number>;
  for (const key of ["identifier", "grade", "modified"] as const)
    if (columns[key] < 0)
      throw new SheetError(
        `The worksheet has no column ${JSON.stringify(labels[key])}. Its columns are ${header.map((cell) => plainLine(cell, 60)).join(", ")}.`,
      );
  return columns;
}
