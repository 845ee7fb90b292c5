/**
 * What GitHub Classroom reads from a workflow run (classroom-resources/autograding-grading-reporter).
 *
 * That reporter has two formulas: its table shows the share of tests passed times `max_score`, its notice the sum of
 * the scores. One test for each exercise, scored `max_score / n` or 0, makes them agree.
 *
 * After a fault of the workbook there is no notice and no `max_score`: Classroom then records nothing, and the step
 * fails by its exit code.
 */
import type { Verdict } from "../../verdict.ts";
import { jsonLine } from "../json.ts";
import { casesOfExercise, wentWrong } from "./cases.ts";
import { workflowCommand } from "./github-command.ts";
import { markOf } from "./mark.ts";
import { position, secondsOf } from "./plain.ts";
import { faultText, nameOf, outcomeLine } from "./words.ts";

const MESSAGE_CHARACTERS = 1_000;

/** The two notices that make Classroom record points, each a line; empty when there is nothing to record. */
export function classroomNotices(verdict: Verdict): string[] {
  const mark = markOf(verdict);
  if (mark === null) return [];
  const { earned: totalPoints, possible: maxPoints } = mark;
  return [
    workflowCommand("notice", { title: "Autograding complete" }, `Points ${totalPoints}/${maxPoints}`),
    workflowCommand("notice", { title: "Autograding report" }, JSON.stringify({ totalPoints, maxPoints })),
  ];
}

/** The `result` output of a step that Classroom's reporter takes as a runner: JSON in base64. */
export function classroomResult(verdict: Verdict): string {
  const mark = markOf(verdict);
  const results = mark === null ? ungraded(verdict) : graded(verdict, mark.possible);
  return Buffer.from(jsonLine(results).trimEnd()).toString("base64");
}

function graded(verdict: Verdict, possible: number): object {
  const { exercises, reason } = verdict;
  const each = possible / exercises.length;
  const tests = exercises.map((exercise) => {
    const first = casesOfExercise(exercise, reason).find(wentWrong);
    const passed = exercise.status === "passed";
    return {
      name: nameOf(exercise),
      status: passed ? "pass" : "fail",
      score: passed ? each : 0,
      message: first === undefined ? "" : faultText(first, MESSAGE_CHARACTERS),
      test_code: "",
      filename: first?.fault?.file ?? "",
      line_no: position(first?.fault?.line) ?? 0,
      duration: secondsOf(exercise.durationMs) * 1000,
    };
  });
  const status = verdict.outcome === "not-gradable" ? "error" : verdict.passed ? "pass" : "fail";
  return { version: 1, status, max_score: possible, tests };
}

function ungraded(verdict: Verdict): object {
  const message = outcomeLine(verdict);
  const test = {
    name: verdict.lesson,
    status: "error",
    score: 0,
    message,
    test_code: "",
    filename: "",
    line_no: 0,
    duration: 0,
  };
  return { version: 1, status: "error", tests: [test] };
}
