/**
 * Gradescope's results.json ("Autograder Specifications" of its documentation).
 *
 * The score is counted in exercises, or by the policy of the class where there is one. It is at the top level, where it overrides the sum of the tests, so each check can be
 * a test that informs without scoring. A skipped check has no `status`: the format has only passed and failed.
 *
 * A submission that could not be run scores 0, with the reason. After a fault of the workbook the file holds neither
 * `score` nor `tests`. The format demands one of the two, so Gradescope says that the autograder failed, keeps the
 * score empty and offers to run it again; an empty `tests` would add up to 0.
 */
import type { Grade } from "../../policy/grade.ts";
import type { ExerciseResult, Verdict } from "../../verdict.ts";
import { jsonLine } from "../json.ts";
import { casesOfExercise, type Case } from "./cases.ts";
import { fitted } from "./fitted.ts";
import { markOf } from "./mark.ts";
import { finite, plainText, secondsOf } from "./plain.ts";
import { faultLine, faultText, nameOf, outcomeLine, verdictText } from "./words.ts";

/** No limit is documented. This one keeps the file to what a page can show. */
const FILE_BYTES = 4_000_000;
const COMMENT_CHARACTERS = 10_000;

export function gradescope(verdict: Verdict, grade?: Grade): string {
  return (
    fitted(FILE_BYTES, (maxChars) => jsonLine(resultsOf(verdict, maxChars, grade))) ??
    jsonLine(headOf(verdict, outcomeLine(verdict), grade))
  );
}

function resultsOf(verdict: Verdict, maxChars: number, grade: Grade | undefined): object {
  const head = headOf(
    verdict,
    verdict.outcome === "graded" ? outcomeLine(verdict) : verdictText(verdict, maxChars),
    grade,
  );
  if (scoreOf(verdict, grade) === null) return head;
  return { ...head, tests: verdict.exercises.flatMap((exercise) => testsOf(exercise, verdict, maxChars)) };
}

function headOf(verdict: Verdict, output: string, grade: Grade | undefined): object {
  const { lesson, seed, isolation, outcome, durationMs } = verdict;
  const score = scoreOf(verdict, grade);
  const graded = grade === undefined ? [] : [grade.text, ...(grade.comment === "" ? [] : [grade.comment])];
  return {
    ...(score === null ? {} : { score }),
    execution_time: secondsOf(durationMs),
    output: [...graded.map((text) => plainText(text, COMMENT_CHARACTERS)), output].join("\n"),
    output_format: "text",
    test_output_format: "text",
    test_name_format: "text",
    extra_data: { lesson, outcome, seed: finite(seed), isolation },
  };
}

/** By the policy where there is one; null when there is nothing to record. */
function scoreOf(verdict: Verdict, grade: Grade | undefined): number | null {
  return grade === undefined ? (markOf(verdict)?.earned ?? null) : grade.final;
}

/** The exercise, which scores, and its checks, which do not. */
function testsOf(exercise: ExerciseResult, verdict: Verdict, maxChars: number): object[] {
  const cases = casesOfExercise(exercise, verdict.reason);
  const passed = exercise.status === "passed";
  const whole = {
    name: nameOf(exercise),
    number: String(exercise.id),
    score: passed ? 1 : 0,
    max_score: 1,
    status: passed ? "passed" : "failed",
    ...(exercise.checks.length === 0 ? outputOf(cases[0], maxChars) : {}),
  };
  return [whole, ...(exercise.checks.length === 0 ? [] : cases.map((one) => testOf(one, maxChars)))];
}

function testOf(one: Case, maxChars: number): object {
  const status = one.status === "skipped" ? {} : { status: one.status === "passed" ? "passed" : "failed" };
  return { name: nameOf(one), number: one.id, ...status, ...outputOf(one, maxChars) };
}

function outputOf(one: Case | undefined, maxChars: number): { output?: string } {
  if (one === undefined || one.status === "passed") return {};
  return { output: one.status === "skipped" ? faultLine(one) : faultText(one, maxChars) };
}
