/**
 * The class as one JSON object, `workbook.summary/1`: counts, a summary of each student, and how often each check failed.
 * The score of a student is null after a fault of the workbook. Students without a verdict are listed in `unjudged`. The
 * complete verdicts are in files of their own.
 */
import { jsonLine } from "../json.ts";
import type { Grade } from "../../policy/grade.ts";
import type { Outcome } from "../../verdict.ts";
import { casesOf, wentWrong } from "./cases.ts";
import { markOf } from "./mark.ts";
import { finite, hundredths, plainLine, plainText } from "./plain.ts";
import type { Graded, Student, Unjudged } from "./student.ts";
import { codeOf, nameOf, outcomeLine } from "./words.ts";

export const SUMMARY_SCHEMA = "workbook.summary/1";

export function summary(results: readonly Graded[], unjudged: readonly Unjudged[] = []): string {
  const marks = results.map(({ verdict }) => markOf(verdict)).filter((mark) => mark !== null);
  const outcomes = (outcome: Outcome) => results.filter(({ verdict }) => verdict.outcome === outcome).length;
  return jsonLine({
    schema: SUMMARY_SCHEMA,
    lessons: [...new Set(results.map(({ verdict }) => verdict.lesson))],
    count: results.length,
    graded: outcomes("graded"),
    notGradable: outcomes("not-gradable"),
    graderErrors: outcomes("grader-error"),
    passed: results.filter(({ verdict }) => markOf(verdict) !== null && verdict.passed).length,
    /** Of the students with a score. */
    meanEarned:
      marks.length === 0 ? null : hundredths(marks.reduce((sum, mark) => sum + mark.earned, 0) / marks.length),
    checks: checksOf(results),
    students: results.map(studentOf),
    unjudged: unjudged.map(({ student, why, found, submission, grade }) => ({
      ...identityOf(student),
      why,
      ...(found === undefined ? {} : { found: plainLine(found, 500) }),
      ...(submission === undefined ? {} : { submission: plainLine(submission, 200) }),
      ...gradeIn(grade),
    })),
  });
}

/** By the policy of the class; without one, there is no such property. */
function gradeIn(grade: Grade | undefined): object {
  if (grade === undefined) return {};
  const { comment, text, decision, ...numbers } = grade;
  const by = decision === null ? null : { ...decision, by: plainLine(decision.by, 200) };
  return { grade: { ...numbers, decision: by, comment: plainText(comment, 10_000), text: plainLine(text, 500) } };
}

function studentOf({ student, verdict, grade }: Graded): object {
  const { outcome, reason, passed, seed, isolation, exercises } = verdict;
  return {
    ...identityOf(student),
    submission: plainLine(verdict.submission, 500),
    outcome,
    reason: reason?.code ?? null,
    explanation: outcomeLine(verdict),
    score: markOf(verdict),
    ...gradeIn(grade),
    passed,
    seed: finite(seed),
    isolation,
    exercises: exercises.map(({ id, status, checks }) => ({
      id,
      status,
      checks: checks.map((check) => ({ id: check.id, status: check.status, code: check.failure?.code ?? null })),
    })),
  };
}

function identityOf({ id, name, email }: Student): object {
  const line = (text: string | undefined) => (text === undefined ? null : plainLine(text, 200));
  return { id: line(id), name: line(name), email: line(email) };
}

/** Every check of the verdicts, with how often each status and each failure code occurred. */
function checksOf(results: readonly Graded[]): object[] {
  const checks = new Map<
    string,
    {
      id: string;
      name: string;
      passed: number;
      failed: number;
      skipped: number;
      error: number;
      codes: Map<string, number>;
    }
  >();
  for (const one of results.flatMap(({ verdict }) => casesOf(verdict))) {
    if (one.exercise.checks.length === 0) continue;
    const check = checks.get(one.id) ?? {
      id: one.id,
      name: nameOf(one),
      passed: 0,
      failed: 0,
      skipped: 0,
      error: 0,
      codes: new Map(),
    };
    check[one.status]++;
    if (wentWrong(one)) check.codes.set(codeOf(one), (check.codes.get(codeOf(one)) ?? 0) + 1);
    checks.set(one.id, check);
  }
  return [...checks.values()]
    .sort((one, other) => one.id.localeCompare(other.id, "en", { numeric: true }))
    .map((check) => ({ ...check, codes: [...check.codes].map(([code, count]) => ({ code, count })) }));
}
