/**
 * results.csv: one row per student, one column for each exercise and each check.
 *
 * Exercises are 1 or 0, checks are words. After a fault of the workbook `earned` and everything that was not graded are
 * empty, because a mean leaves out empty cells and not zeros. They are also empty for a student who handed in nothing, or
 * something that needs a decision: whether that counts as zero is the instructor's decision.
 */
import type { Verdict } from "../../verdict.ts";
import { casesOf, wentWrong } from "./cases.ts";
import { csvText, type Cell } from "./csv.ts";
import { markOf } from "./mark.ts";
import { secondsOf } from "./plain.ts";
import type { Graded, Student, Unjudged } from "./student.ts";
import { codeOf, faultLine, outcomeLine } from "./words.ts";

const BEFORE = ["student", "name", "email", "lesson", "outcome", "passed", "earned", "possible"] as const;
const AFTER = ["first_failure", "code", "explanation", "seed", "isolation", "seconds", "submission"] as const;

export function resultsCsv(results: readonly Graded[], unjudged: readonly Unjudged[] = []): string {
  const exercises = idsOf(results, ({ exercises }) => exercises.map(({ id }) => String(id)));
  const checks = idsOf(results, ({ exercises }) =>
    exercises.flatMap((exercise) => exercise.checks.map(({ id }) => id)),
  );
  // "1.2" alone would be read as a number, or as the first of February.
  const header = [
    ...BEFORE,
    ...exercises.map((id) => `exercise ${id}`),
    ...checks.map((id) => `check ${id}`),
    ...AFTER,
  ];
  return csvText(
    [
      header,
      ...results.map((result) => rowOf(result, exercises, checks)),
      ...unjudged.map((one) => unjudgedRow(one, header, results[0]?.verdict.lesson)),
    ].map((row) => [...row, ...Array.from({ length: header.length - row.length }, () => null)]),
  );
}

function rowOf({ student, verdict }: Graded, exercises: readonly string[], checks: readonly string[]): Cell[] {
  const mark = markOf(verdict);
  const status = new Map(verdict.exercises.map((exercise) => [String(exercise.id), exercise.status]));
  const words = new Map(
    verdict.exercises.flatMap((exercise) => exercise.checks.map((check) => [check.id, check.status] as const)),
  );
  const first = casesOf(verdict).find(wentWrong);
  return [
    ...identityOf(student),
    verdict.lesson,
    verdict.outcome,
    mark === null ? null : verdict.passed ? 1 : 0,
    mark?.earned,
    verdict.score.possible,
    ...exercises.map((id) => pointOf(status.get(id))),
    ...checks.map((id) => words.get(id)),
    first?.id,
    first === undefined ? verdict.reason?.code : codeOf(first),
    first === undefined ? outcomeLine(verdict) : faultLine(first),
    verdict.seed,
    verdict.isolation,
    secondsOf(verdict.durationMs),
    verdict.submission,
  ];
}

/** Only who, why, and what was found: everything that counts stays empty. */
function unjudgedRow({ student, why, found }: Unjudged, header: readonly string[], lesson: string | undefined): Cell[] {
  const row: Cell[] = [...identityOf(student), lesson, why];
  if (found !== undefined) row[header.indexOf("explanation")] = found;
  return Array.from(row, (cell) => cell);
}

function identityOf({ id, name, email }: Student): Cell[] {
  return [id, name, email];
}

function pointOf(status: "passed" | "failed" | "error" | undefined): Cell {
  return status === "passed" ? 1 : status === "failed" ? 0 : null;
}

/** All ids that occur, `1.10` after `1.9`. */
function idsOf(results: readonly Graded[], ids: (verdict: Verdict) => string[]): string[] {
  const found = new Set(results.flatMap(({ verdict }) => ids(verdict)));
  return [...found].sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
}
