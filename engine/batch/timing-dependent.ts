import { definitionOf, type LessonFailures } from "../failures/registry.ts";
import type { Verdict } from "../verdict.ts";

/**
 * A worker whose event loop came later than this may have been what failed, whatever the failure is: to the server, its
 * client was silent so long. The shortest heartbeats of servers that drop silent clients are twice as long.
 */
const LATE_LIMIT_MS = 50;

/**
 * Whether the verdict may be one about the machine, because a failure in it rests on a time limit alone, or came about while
 * the grading process itself was late. With several gradings at a time the machine may have been what was slow, so such a
 * submission is graded once more with nothing else going on, and the second verdict counts.
 * @param lateMs the longest that the worker's event loop came late meanwhile, in milliseconds
 * @param own the failures of the verdict's lesson
 */
export function isTimingDependent(verdict: Verdict, lateMs: number, own?: LessonFailures): boolean {
  const restsOnTime = (code: string | undefined) =>
    code !== undefined && definitionOf(code, own)?.timingDependent === true;
  if (verdict.outcome === "not-gradable") return restsOnTime(verdict.reason?.code);
  if (verdict.outcome !== "graded") return false;
  const failures = verdict.exercises.flatMap(({ checks }) => checks.flatMap(({ failure }) => failure?.code ?? []));
  return failures.some((code) => lateMs > LATE_LIMIT_MS || restsOnTime(code));
}
