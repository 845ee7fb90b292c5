import type { Verdict } from "../verdict.ts";
import { verdictsOf, type CollectedSet } from "./collect-set.ts";
import { difference } from "./difference.ts";
import type { Difference } from "../report/difference.ts";
import type { Output } from "./output.ts";
import { apply, type ResultSet } from "./sets.ts";

export interface ActivateOptions {
  /** The set in force before this command. */
  readonly before: ResultSet | undefined;
  /** What it listed, when results of it were replaced meanwhile. @default what the store says */
  readonly verdictsBefore?: ReadonlyMap<string, Verdict> | undefined;
  /** Put the new set into force although another one is. */
  readonly apply: boolean;
}

export interface Activation {
  readonly inForce: boolean;
  /** What is different from the set that was in force; undefined when there was none, or nothing was graded anew. */
  readonly difference: Difference | undefined;
}

/**
 * Decides which set is in force. The first one is at once. Another one only when it is asked for, and never when
 * somebody would lose a result by it.
 */
export async function activateSet(
  output: Output,
  { set, verdicts }: CollectedSet,
  { before, verdictsBefore, apply: wanted }: ActivateOptions,
): Promise<Activation> {
  const isOther = before !== undefined && before.name !== set.name;
  const old = judged(verdictsBefore ?? (isOther ? await verdictsOf(output, before) : new Map()));
  const names = set.entries.map(({ name }) => name);
  // A set without a single result, because the checks were broken for everybody, is nothing to compare with.
  const found = old.size === 0 ? undefined : difference(old, judged(verdicts), names);
  const inForce = !isOther || found === undefined || (wanted && found.lost.length === 0);
  if (inForce && before?.name !== set.name) {
    await apply(output.folder, set.name);
    await output.journal.add({ event: "applied", set: set.name });
  }
  return { inForce, difference: found };
}

/** Without the workbook's own failures: they say nothing about anybody. */
function judged(verdicts: ReadonlyMap<string, Verdict>): ReadonlyMap<string, Verdict> {
  return new Map([...verdicts].filter(([, { outcome }]) => outcome !== "grader-error"));
}
