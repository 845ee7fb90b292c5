/**
 * results.csv: one row per student, one column for each exercise and each check.
 *
 * With a policy, its points follow, how they came about and who set them.
 *
 * Exercises are 1 or 0, checks are words. After a fault of the workbook `earned` and everything that was not graded are
 * empty, because a mean leaves out empty cells and not zeros. They are also empty for a student who handed in nothing, or
 * something that needs a decision: whether that counts as zero is the instructor's decision.
 */
import type { Grade } from "../../policy/grade.ts";
import type { Verdict } from "../../verdict.ts";
import { casesOf, wentWrong } from "./cases.ts";
import { csvText, type Cell } from "./csv.ts";
import { markOf } from "./mark.ts";
import { hundredths, secondsOf } from "./plain.ts";
import type { Graded, Student, Unjudged } from "./student.ts";
import { codeOf, faultLine, outcomeLine } from "./words.ts";

const BEFORE = ["student", "name", "email", "lesson", "outcome", "passed", "earned", "possible"] as const;
/** By the policy of the class, when there is one. */
const GRADE = [
  "points",
  "points_possible",
  "points_before_penalty",
  "late_percent",
  "late_hours",
  "set_by",
  "comment",
  "grade",
] as const;
const AFTER = ["first_failure", "code", "explanation", "seed", "isolation", "seconds", "submission"] as const;

const HOUR_MS = 3_600_000;

export function resultsCsv(results: readonly Graded[], unjudged: readonly Unjudged[] = []): string {
  const exercises = idsOf(results, ({ exercises }) => exercises.map(({ id }) => String(id)));
  const checks = idsOf(results, ({ exercises }) =>
    exercises.flatMap((exercise) => exercise.checks.map(({ id }) => id)),
  );
  // "1.2" alone would be read as a number, or as the first of February.
  const hasGrades = [...results, ...unjudged].some(({ grade }) => grade !== undefined);
  const header = [
    ...BEFORE,
    ...(hasGrades ? GRADE : []),
    ...exercises.map((id) => `exercise ${id}`),
    ...checks.map((id) => `check ${id}`),
    ...AFTER,
  ];
  return csvText(
    [
      header,
      ...results.map((result) => rowOf(result, exercises, checks, hasGrades)),
      ...unjudged.map((one) => unjudgedRow(one, header, { lesson: results[0]?.verdict.lesson, hasGrades })),
    ].map((row) => [...row, ...Array.from({ length: header.length - row.length }, () => null)]),
  );
}

function rowOf(
  { student, verdict, grade }: Graded,
  exercises: readonly string[],
  checks: readonly string[],
  hasGrades: boolean,
): Cell[] {
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
    ...(hasGrades ? gradeCells(grade) : []),
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

/** Only who, why, what was found, and points that a person gave: everything else that counts stays empty. */
function unjudgedRow(
  { student, why, found, grade }: Unjudged,
  header: readonly string[],
  { lesson, hasGrades }: { readonly lesson: string | undefined; readonly hasGrades: boolean },
): Cell[] {
  const row: Cell[] = [...identityOf(student), lesson, why, null, null, null, ...(hasGrades ? gradeCells(grade) : [])];
  if (found !== undefined) row[header.indexOf("explanation")] = found;
  return Array.from(row, (cell) => cell);
}

function gradeCells(grade: Grade | undefined): Cell[] {
  if (grade === undefined) return GRADE.map(() => null);
  const { final, possible, points, late, decision, comment, text } = grade;
  const hours = late?.byMs == null ? null : hundredths(late.byMs / HOUR_MS);
  return [final, possible, points, late?.percent, hours, decision?.by, comment, text];
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
