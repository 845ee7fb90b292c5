/** Annotations of GitHub Actions: what failed, shown at the line it is about. */
import type { Failure, Reason, Verdict } from "../../verdict.ts";
import { casesOfExercise, wentWrong } from "./cases.ts";
import { workflowCommand, type CommandProperties } from "./github-command.ts";
import { plainLine, position } from "./plain.ts";
import type { Graded } from "./student.ts";
import { faultText, nameOf, outcomeLine, reasonLines, TITLE_CHARACTERS } from "./words.ts";

/** GitHub shows about ten of a kind for each step. */
const ANNOTATIONS = 10;
const MESSAGE_CHARACTERS = 1_000;

/**
 * One error for each exercise that failed, or one for a submission that could not be run, or one for a fault of the
 * workbook. Each is one line.
 */
export function annotations(verdict: Verdict): string[] {
  if (verdict.outcome === "grader-error")
    return [workflowCommand("error", { title: "Not graded" }, outcomeLine(verdict))];
  if (verdict.outcome === "not-gradable") {
    const { reason } = verdict;
    const message = reason === null ? outcomeLine(verdict) : reasonLines(reason, MESSAGE_CHARACTERS).join("\n");
    return [
      workflowCommand("error", { ...placeOf(verdict, reason), title: "The submission could not be run" }, message),
    ];
  }
  const failed = verdict.exercises.flatMap((exercise) => {
    const first = casesOfExercise(exercise, verdict.reason).find(wentWrong);
    return first === undefined ? [] : [first];
  });
  return failed
    .slice(0, ANNOTATIONS)
    .map((one) =>
      workflowCommand(
        "error",
        { ...placeOf(verdict, one.fault), title: nameOf(one) },
        faultText(one, MESSAGE_CHARACTERS),
      ),
    );
}

/** A warning for each submission that could not be run, an error for each that the workbook failed on. */
export function classAnnotations(results: readonly Graded[]): string[] {
  const of = (outcome: Verdict["outcome"]) =>
    results.filter(({ verdict }) => verdict.outcome === outcome).slice(0, ANNOTATIONS);
  const message = ({ student, verdict }: Graded) =>
    `${plainLine(student.id, TITLE_CHARACTERS)}: ${outcomeLine(verdict)}`;
  return [
    ...of("grader-error").map((one) => workflowCommand("error", { title: "Not graded" }, message(one))),
    ...of("not-gradable").map((one) =>
      workflowCommand("warning", { title: "A submission could not be run" }, message(one)),
    ),
  ];
}

function placeOf({ submission, isolation }: Verdict, fault: Failure | Reason | null): CommandProperties {
  if (fault?.file === undefined || isolation === "none (url)") return {};
  const line = position(fault.line);
  const col = line === undefined ? undefined : position(fault.column);
  return { file: `${submission.replace(/(?<!\/)\/+$/, "")}/${fault.file}`, line, col };
}
