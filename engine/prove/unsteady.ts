/** Finds verdicts that depend on the seed. Pure. */
import type { Verdict } from "../verdict.ts";

/** A check whose status changes with the seed. */
export interface UnsteadyCheck {
  /** For example `1.5`; `all` when a submission is gradable with some seeds only. */
  readonly check: string;
  /** Each status with the seeds that gave it, in the order in which they were graded. */
  readonly statuses: readonly { readonly status: string; readonly seeds: readonly number[] }[];
}

/** The checks of one submission on which its verdicts, made with different seeds, disagree. */
export function unsteadyChecks(verdicts: readonly Verdict[]): UnsteadyCheck[] {
  const byCheck = new Map<string, Map<string, number[]>>();
  const note = (check: string, status: string, seed: number): void => {
    const statuses = byCheck.get(check) ?? new Map<string, number[]>();
    byCheck.set(check, statuses);
    statuses.set(status, [...(statuses.get(status) ?? []), seed]);
  };
  for (const { outcome, exercises, seed } of verdicts) {
    note("all", outcome, seed);
    for (const { checks } of exercises) for (const { id, status } of checks) note(id, status, seed);
  }
  return [...byCheck]
    .filter(([, statuses]) => statuses.size > 1)
    .map(([check, statuses]) => ({ check, statuses: [...statuses].map(([status, seeds]) => ({ status, seeds })) }));
}
