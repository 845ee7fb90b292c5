import { definitionOf, type LessonFailures } from "../failures/registry.ts";
import type { Verdict } from "../verdict.ts";

/**
 * Whether the verdict may be one about the machine, because a failure in it rests on a time limit alone. With several
 * gradings at a time the machine may have been what was slow, so such a submission is graded once more with nothing else
 * going on, and the second verdict counts.
 * @param own the failures of the verdict's lesson
 */
export function isTimingDependent(verdict: Verdict, own?: LessonFailures): boolean {
  const restsOnTime = (code: string | undefined) =>
    code !== undefined && definitionOf(code, own)?.timingDependent === true;
  if (verdict.outcome === "not-gradable") return restsOnTime(verdict.reason?.code);
  if (verdict.outcome !== "graded") return false;
  return verdict.exercises.some(({ checks }) => checks.some(({ failure }) => restsOnTime(failure?.code)));
}
