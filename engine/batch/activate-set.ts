import type { Verdict } from "../verdict.ts";
import { verdictsOf, type CollectedSet } from "./collect-set.ts";
import { difference } from "./difference.ts";
import type { Difference } from "../report/difference.ts";
import type { OutputFolder } from "./output-folder.ts";
import { apply, type ResultSet } from "./sets.ts";

export interface ActivateOptions {
  /** The active set before this command. */
  readonly before: ResultSet | undefined;
  /** Its verdicts before this command, when some were replaced since. @default those in the store */
  readonly verdictsBefore?: ReadonlyMap<string, Verdict> | undefined;
  /** The names of submissions about which this command decided. */
  readonly decided?: readonly string[] | undefined;
  /** Activate the new set although another one is active. */
  readonly apply: boolean;
}

export interface Activation {
  readonly inForce: boolean;
  /** The difference from the results that were active; undefined when there was nothing to compare with. */
  readonly difference: Difference | undefined;
}

/**
 * Decides which set is active. The first set is activated at once, another one only on request, and never when a
 * submission would lose its result.
 */
export async function activateSet(
  output: OutputFolder,
  { set, verdicts }: CollectedSet,
  { before, verdictsBefore, decided, apply: wanted }: ActivateOptions,
): Promise<Activation> {
  const isOther = before !== undefined && before.name !== set.name;
  const old = judged(verdictsBefore ?? (isOther ? await verdictsOf(output, before) : new Map()));
  const contents = { before: before?.entries ?? [], after: set.entries };
  // A set without a single result, because the checks were broken for all, is nothing to compare with.
  const found = old.size === 0 ? undefined : difference(old, judged(verdicts), contents, decided);
  const inForce = !isOther || found === undefined || (wanted && found.lost.length === 0);
  if (inForce && before?.name !== set.name) {
    await apply(output.folder, set.name);
    await output.journal.add({ event: "applied", set: set.name });
  }
  return { inForce, difference: found };
}

/** Leaves out grader errors, which say nothing about a submission. */
function judged(verdicts: ReadonlyMap<string, Verdict>): ReadonlyMap<string, Verdict> {
  return new Map([...verdicts].filter(([, { outcome }]) => outcome !== "grader-error"));
}
