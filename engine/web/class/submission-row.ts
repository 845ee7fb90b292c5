import type { Grade } from "../../policy/grade.ts";
import type { Verdict } from "../../verdict.ts";
import type { ClassView, SubmissionRow } from "../api.ts";

/** The row of a submission in the class table. */
export function rowOf(name: string, verdict: Verdict, grade: Grade | undefined): SubmissionRow {
  const { outcome, passed, score, seed, exercises, reason } = verdict;
  return {
    id: name,
    name,
    outcome,
    passed,
    earned: score.earned,
    possible: score.possible,
    grade: grade?.text ?? null,
    seed,
    exercises: Object.fromEntries(exercises.map(({ id, status }) => [String(id), status])),
    failing: failedChecks(verdict),
    reason: reason?.message ?? null,
  };
}

/** All checks of the verdicts, sorted by id, with the number of submissions that failed them. */
export function checksOf(verdicts: readonly Verdict[]): ClassView["checks"] {
  const titles = new Map<string, string>();
  const failed = new Map<string, number>();
  for (const verdict of verdicts) {
    for (const { id, title } of verdict.exercises.flatMap(({ checks }) => checks)) titles.set(id, title);
    for (const id of failedChecks(verdict)) failed.set(id, (failed.get(id) ?? 0) + 1);
  }
  return [...titles]
    .map(([id, title]) => ({ id, title, failed: failed.get(id) ?? 0 }))
    .toSorted((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

function failedChecks({ exercises }: Verdict): string[] {
  return exercises.flatMap(({ checks }) => checks.filter(({ status }) => status === "failed").map(({ id }) => id));
}
