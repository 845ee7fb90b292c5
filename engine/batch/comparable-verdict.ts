/** Whether two gradings of the same submission agree. */
import { isDeepStrictEqual } from "node:util";
import type { Verdict } from "../verdict.ts";

/** The parts of a verdict that two gradings should agree on: no times, no texts. */
export function comparableVerdict({ outcome, reason, exercises }: Verdict): object {
  return {
    outcome,
    reason: reason?.code,
    exercises: exercises.map(({ id, status, checks }) => ({
      id,
      status,
      checks: checks.map((check) => [check.id, check.status, check.failure?.code]),
    })),
  };
}

/** Whether two verdicts have the same outcome, for the same reasons. */
export function agree(one: Verdict, other: Verdict): boolean {
  return isDeepStrictEqual(comparableVerdict(one), comparableVerdict(other));
}
