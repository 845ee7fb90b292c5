import type { ResultSet } from "./sets.ts";
import type { GradingJob } from "./grading-job.ts";

/** Which submissions a command is about. Without any of these: everybody who has no result yet. */
export interface Selection {
  /** These alone. */
  readonly only?: readonly string[] | undefined;
  /** Who has not passed in the set in force; they are graded again. */
  readonly failed?: boolean | undefined;
  /** Who handed in something else, or for the first time, since the set in force. */
  readonly changed?: boolean | undefined;
  /** Grade again also what has a result. */
  readonly force?: boolean | undefined;
}

/** Whether some may be left without a result on purpose. */
export function isSelective({ only, failed = false, changed = false }: Selection): boolean {
  return only !== undefined || failed || changed;
}

/**
 * The units to grade now. Whoever is left out keeps the result they have.
 * @param inForce the set to compare with; without one nobody has failed and everybody has changed
 * @param graded the keys that have a result
 */
export function selectUnits(
  gradingJobs: readonly GradingJob[],
  { only, failed = false, changed = false, force = false }: Selection,
  inForce: ResultSet | undefined,
  graded: ReadonlySet<string>,
): GradingJob[] {
  const before = new Map(inForce?.entries.map((entry) => [entry.name, entry]));
  const isMeant = (name: string, hash: string): boolean => {
    const entry = before.get(name);
    if (only !== undefined && !only.includes(name)) return false;
    if (failed && (entry === undefined || entry.outcome === "not-yet" || entry.passed)) return false;
    if (changed && entry?.hash === hash) return false;
    return true;
  };
  return gradingJobs.filter(
    ({ key, names, hash }) => names.some((name) => isMeant(name, hash)) && (force || failed || !graded.has(key)),
  );
}
