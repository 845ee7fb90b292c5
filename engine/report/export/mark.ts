import type { Verdict } from "../../verdict.ts";

export interface Mark {
  readonly earned: number;
  /** Always above 0. */
  readonly possible: number;
}

/**
 * The score that a gradebook may record, in exercises. Null when there is nothing to record: a fault of the workbook must
 * not count as zero or replace an earlier result. A submission that could not be run earns 0.
 */
export function markOf({ outcome, score }: Verdict): Mark | null {
  const { earned, possible } = score;
  if (outcome === "grader-error" || !Number.isFinite(earned) || !Number.isFinite(possible) || possible <= 0)
    return null;
  return { earned: outcome === "graded" ? Math.min(possible, Math.max(0, earned)) : 0, possible };
}

/** The share of what was possible, 0 to 1. */
export function shareOf({ earned, possible }: Mark): number {
  return earned / possible;
}
