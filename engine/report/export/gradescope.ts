/**
 * Gradescope's results.json ("Autograder Specifications" of its documentation).
 *
 * The score is counted in exercises. It is at the top level, where it overrides the sum of the tests, so each check can be
 * a test that informs without scoring. A skipped check has no `status`: the format has only passed and failed.
 *
 * A submission that could not be run scores 0, with the reason. After a fault of the workbook the file holds neither
 * `score` nor `tests`. The format demands one of the two, so Gradescope says that the autograder failed, keeps the
 * score empty and offers to run it again; an empty `tests` would add up to 0.
 */
import type { ExerciseResult, Verdict } from "../../verdict.ts";
import { jsonLine } from "../json.ts";
import { casesOfExercise, type Case } from "./cases.ts";
import { fitted } from "./fitted.ts";
import { markOf } from "./mark.ts";
import { finite, secondsOf } from "./plain.ts";
import { faultLine, faultText, nameOf, outcomeLine, verdictText } from "./words.ts";

/** No limit is documented. This one keeps the file to what a page can show. */
const FILE_BYTES = 4_000_000;

export function gradescope(verdict: Verdict): string {
  return (
    fitted(FILE_BYTES, (maxChars) => jsonLine(resultsOf(verdict, maxChars))) ??
    jsonLine(headOf(verdict, outcomeLine(verdict)))
  );
}

function resultsOf(verdict: Verdict, maxChars: number): object {
  const head = headOf(verdict, verdict.outcome === "graded" ? outcomeLine(verdict) : verdictText(verdict, maxChars));
  if (markOf(verdict) === null) return head;
  return { ...head, tests: verdict.exercises.flatMap((exercise) => testsOf(exercise, verdict, maxChars)) };
}

function headOf(verdict: Verdict, output: string): object {
  const { lesson, seed, isolation, outcome, durationMs } = verdict;
  const mark = markOf(verdict);
  return {
    ...(mark === null ? {} : { score: mark.earned }),
    execution_time: secondsOf(durationMs),
    output,
    output_format: "text",
    test_output_format: "text",
    test_name_format: "text",
    extra_data: { lesson, outcome, seed: finite(seed), isolation },
  };
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
