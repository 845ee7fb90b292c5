import type { TranscriptEvent } from "../../transcript-event.ts";
import type { CheckStatus, ExerciseResult, Failure, Reason, Verdict } from "../../verdict.ts";

/** The result of one check, or of a whole exercise when none of its checks ran. */
export interface Case {
  readonly exercise: ExerciseResult;
  /** Unique in the verdict: a check's id such as `1.2`, or an exercise's such as `2`. */
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  readonly durationMs: number;
  /** What went wrong, when that is known. */
  readonly fault: Failure | Reason | null;
  /** Why it was skipped, or empty. */
  readonly skipped: string;
  readonly transcript: readonly TranscriptEvent[];
}

/** The cases of a verdict in the order of the lesson; at least one for every exercise. */
export function casesOf(verdict: Verdict): Case[] {
  return verdict.exercises.flatMap((exercise) => casesOfExercise(exercise, verdict.reason));
}

/** The cases of one exercise. `reason` is the verdict's. */
export function casesOfExercise(exercise: ExerciseResult, reason: Reason | null): Case[] {
  if (exercise.checks.length === 0) {
    const { id, title, status, durationMs } = exercise;
    const fault = status === "passed" ? null : (exercise.reason ?? reason);
    return [{ exercise, id: String(id), title, status, durationMs, fault, skipped: "", transcript: [] }];
  }
  return exercise.checks.map(({ id, title, status, durationMs, failure, skipped, transcript }) => ({
    exercise,
    id,
    title,
    status,
    durationMs,
    fault: failure,
    skipped: status === "skipped" ? (skipped ?? "an earlier check failed") : "",
    transcript,
  }));
}

/** True for a failed check and for a fault of the workbook. */
export function wentWrong({ status }: Case): boolean {
  return status === "failed" || status === "error";
}
