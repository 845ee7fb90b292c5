import { firstFailure } from "../report/exercises.ts";
import { sanitizeLine } from "../text/sanitize-text.ts";
import { count, placeOf, seconds } from "../text/phrases.ts";
import type { Verdict } from "../verdict.ts";

/** Renders a verdict on one line, for logs and pipes, without a newline. */
export function verdictLine(verdict: Verdict): string {
  return `${verdict.lesson}  ${resultOf(verdict)}  ${seconds(verdict.durationMs)}  seed ${verdict.seed}`;
}

function resultOf({ outcome, reason, submission, score, passed, exercises }: Verdict): string {
  if (outcome !== "graded") {
    const message = sanitizeLine(reason?.message.trim() ?? "no reason was given", { maxChars: 300 });
    const place = reason === null ? undefined : placeOf(sanitizeLine(submission, { maxChars: 300 }), reason);
    const who = outcome === "grader-error" ? "not graded, the workbook failed" : "not graded";
    return `${who}: ${message}${place === undefined ? "" : ` (${place})`}`;
  }
  const result = `${score.earned} of ${count(score.possible, "exercise")}`;
  if (passed) return `${result}, passed`;
  const failing = exercises
    .filter(({ status }) => status !== "passed")
    .map((exercise) => {
      const failed = firstFailure(exercise);
      return failed === undefined ? `exercise ${exercise.id}` : `${failed.id} ${failed.failure.code}`;
    });
  return `${result}, failing: ${failing.join(", ")}`;
}
