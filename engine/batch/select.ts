import type { ResultSet } from "./sets.ts";
import type { GradingJob } from "./grading-job.ts";

/** Which submissions to grade. Without any of these: those that have no result yet. */
export interface Selection {
  /** Only submissions with these names. */
  readonly only?: readonly string[] | undefined;
  /** Only those that did not pass in the active set; they are graded again. */
  readonly failed?: boolean | undefined;
  /** Only those that are new or have other content than in the active set. */
  readonly changed?: boolean | undefined;
  /** Also grade those that have a result already. */
  readonly force?: boolean | undefined;
}

/** Whether the selection may leave submissions without a result on purpose. */
export function isSelective({ only, failed = false, changed = false }: Selection): boolean {
  return only !== undefined || failed || changed;
}

/**
 * The jobs to grade now.
 * @param inForce the active set; without one, no submission has failed and all have changed
 * @param graded the keys that have a result
 */
export function selectJobs(
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
