/**
 * PrairieLearn's results.json ("External grading" of its documentation).
 *
 * One test for each exercise, worth one point: when any test lacks points, PrairieLearn shows none. The score is the
 * share of exercises passed, 0 to 1.
 *
 * A submission that could not be run is not gradable, with the reason as format error, and the attempt does not count. The
 * same holds after a fault of the workbook, because the format has no other way to withhold a score; the message then
 * says that the submission is not to blame.
 */
import type { Grade } from "../../policy/grade.ts";
import type { ExerciseResult, Verdict } from "../../verdict.ts";
import { jsonLine } from "../json.ts";
import { casesOfExercise, wentWrong } from "./cases.ts";
import { fitted } from "./fitted.ts";
import { markOf, shareOf, type Mark } from "./mark.ts";
import { faultText, nameOf, outcomeLine, verdictText } from "./words.ts";

/** 1 MB, in the smaller of its two meanings. */
const FILE_BYTES = 1_000_000;

export function prairielearn(verdict: Verdict, grade?: Grade): string {
  const mark = grade === undefined ? markOf(verdict) : markBy(grade);
  const render = (maxChars: number) =>
    jsonLine(
      mark === null || verdict.outcome !== "graded"
        ? refused(verdict, verdictText(verdict, maxChars))
        : graded(verdict, mark, maxChars),
    );
  return fitted(FILE_BYTES, render) ?? jsonLine(mark === null ? refused(verdict, "") : headOf(verdict, mark));
}

/** PrairieLearn takes shares, so a grade by a policy is one of its points. */
function markBy({ final, possible }: Grade): Mark | null {
  return final === null || possible <= 0 ? null : { earned: Math.min(final, possible), possible };
}

function refused(verdict: Verdict, output: string): object {
  const message = outcomeLine(verdict);
  return { gradable: false, format_errors: [message], message, output };
}

function graded(verdict: Verdict, mark: Mark, maxChars: number): object {
  return { ...headOf(verdict, mark), tests: verdict.exercises.map((exercise) => testOf(exercise, verdict, maxChars)) };
}

function headOf(verdict: Verdict, mark: Mark): object {
  return { gradable: true, score: shareOf(mark), message: outcomeLine(verdict) };
}

function testOf(exercise: ExerciseResult, verdict: Verdict, maxChars: number): object {
  const cases = casesOfExercise(exercise, verdict.reason);
  const first = cases.find(wentWrong);
  return {
    name: nameOf(exercise),
    description: "",
    points: exercise.status === "passed" ? 1 : 0,
    max_points: 1,
    message: first === undefined ? "" : `${nameOf(first)}\n${faultText(first, maxChars)}`,
    output: cases.map((one) => `${one.status}: ${nameOf(one)}`).join("\n"),
  };
}
