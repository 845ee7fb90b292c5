/**
 * The Test Anything Protocol, version 14 (testanything.org/tap-version-14-specification.html).
 *
 * Each exercise is a subtest and its checks are the points in it. `#` and `\` are escaped in all text, so that none can
 * become a directive; diagnostics are JSON strings, which are valid YAML 1.2.
 *
 * A submission that could not be run fails every point, with the reason. A fault of the workbook ends the stream with
 * `Bail out!`, after the exercises that could be judged: a harness then reports neither pass nor failure.
 */
import type { ExerciseResult, Verdict } from "../../verdict.ts";
import { casesOfExercise, wentWrong, type Case } from "./cases.ts";
import { plainText, plainLine } from "./plain.ts";
import type { Graded } from "./student.ts";
import { codeOf, faultText, nameOf, outcomeLine, placeIn } from "./words.ts";

const DIAGNOSTIC_CHARACTERS = 2_000;
const SUBTEST_INDENT = "    ";

export function tap(verdict: Verdict): string {
  const { exercises, outcome } = verdict;
  const plan = exercises.length === 0 ? "1..0 # SKIP no exercise was graded" : `1..${exercises.length}`;
  const points = exercises.flatMap((exercise, index) =>
    exercise.status === "error" ? [] : exerciseLines(exercise, index + 1, verdict),
  );
  const fault = outcome === "grader-error" || exercises.some(({ status }) => status === "error");
  const bail = fault ? [`Bail out! ${escaped(outcomeLine({ ...verdict, outcome: "grader-error" }))}`] : [];
  return ["TAP version 14", plan, ...points, ...bail, ""].join("\n");
}

/**
 * A subtest for each student, whose points are the exercises. A submission that the workbook failed on is skipped: bailing
 * out would discard every student after it.
 */
export function tapOfClass(results: readonly Graded[]): string {
  const plan = results.length === 0 ? "1..0 # SKIP nothing was graded" : `1..${results.length}`;
  return ["TAP version 14", plan, ...results.flatMap((result, index) => studentLines(result, index + 1)), ""].join(
    "\n",
  );
}

function studentLines({ student, verdict }: Graded, number: number): string[] {
  const name = escaped(plainLine(student.id, 200));
  const { exercises } = verdict;
  if (exercises.length === 0 || exercises.some(({ status }) => status === "error"))
    return [`ok ${number} - ${name} # SKIP ${escaped(outcomeLine({ ...verdict, outcome: "grader-error" }))}`];
  const points = exercises.map((exercise, index) => {
    const first = casesOfExercise(exercise, verdict.reason).find(wentWrong);
    const ok = exercise.status === "passed" ? "ok" : "not ok";
    return [`${ok} ${index + 1} - ${escaped(nameOf(exercise))}`, ...(first === undefined ? [] : diagnosticOf(first))];
  });
  return [
    `# Subtest: ${name}`,
    ...[`1..${exercises.length}`, ...points.flat()].map((line) => SUBTEST_INDENT + line),
    `${verdict.passed ? "ok" : "not ok"} ${number} - ${name}`,
  ];
}

function exerciseLines(exercise: ExerciseResult, number: number, verdict: Verdict): string[] {
  const name = escaped(plainLine(exercise.title, 200));
  const ok = exercise.status === "passed" ? "ok" : "not ok";
  const cases = casesOfExercise(exercise, verdict.reason);
  if (exercise.checks.length === 0)
    return [`${ok} ${number} - ${name}`, ...cases.filter(wentWrong).flatMap((one) => diagnosticOf(one))];
  const points = cases.flatMap((one, index) => pointLines(one, index + 1));
  return [
    `# Subtest: ${name}`,
    ...[`1..${cases.length}`, ...points].map((line) => SUBTEST_INDENT + line),
    `${ok} ${number} - ${name}`,
  ];
}

function pointLines(one: Case, number: number): string[] {
  const ok = wentWrong(one) ? "not ok" : "ok";
  const skip = one.status === "skipped" ? ` # SKIP ${escaped(plainLine(one.skipped, 200))}` : "";
  return [`${ok} ${number} - ${escaped(nameOf(one))}${skip}`, ...(wentWrong(one) ? diagnosticOf(one) : [])];
}

function diagnosticOf(one: Case): string[] {
  const at = one.fault === null ? "" : placeIn(one.fault);
  const entries = {
    message: faultText(one, DIAGNOSTIC_CHARACTERS),
    severity: one.status === "error" ? "error" : "fail",
    code: codeOf(one),
    ...(at === "" ? {} : { at: plainText(at, 300) }),
  };
  return ["  ---", ...Object.entries(entries).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`), "  ..."];
}

function escaped(text: string): string {
  return text.replace(/[\\#]/g, "\\$&");
}
