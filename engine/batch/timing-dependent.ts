import { definitionOf, type LessonFailures } from "../failures/registry.ts";
import type { Verdict } from "../verdict.ts";

/**
 * When the worker's event loop was later than this, any failure may be due to the worker: to the server, its client was
 * silent that long. The shortest heartbeats of servers that drop silent clients are twice as long.
 */
const LATE_LIMIT_MS = 50;

/**
 * Whether the verdict may be due to a slow machine: a failure in it depends on a time limit alone, or occurred in a
 * grading whose worker was late. Such a submission is graded once more with nothing else running, and the second
 * verdict counts.
 * @param lateMs the longest delay of the worker's event loop during the grading, in milliseconds
 * @param own the failures of the verdict's lesson
 */
export function isTimingDependent(verdict: Verdict, lateMs: number, own?: LessonFailures): boolean {
  const dependsOnTime = (code: string | undefined) =>
    code !== undefined && definitionOf(code, own)?.timingDependent === true;
  if (verdict.outcome === "not-gradable") return dependsOnTime(verdict.reason?.code);
  if (verdict.outcome !== "graded") return false;
  const failures = verdict.exercises.flatMap(({ checks }) => checks.flatMap(({ failure }) => failure?.code ?? []));
  return failures.some((code) => lateMs > LATE_LIMIT_MS || dependsOnTime(code));
}
