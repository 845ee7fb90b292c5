import type { Reason } from "../verdict.ts";
import type { Submission } from "./intake/submission.ts";
import { seedFor } from "./seeds.ts";
import { keyOf, type GradingConfig } from "./grading-config.ts";

/**
 * One grading to be done: a plain value that can be sent to another machine. Every machine stores the result under the
 * same key, so grading a job twice is harmless.
 */
export interface GradingJob {
  /** The key of the result, from `keyOf`. */
  readonly key: string;
  /** The names of all submissions with this content; the first one's folder is graded. */
  readonly names: readonly string[];
  /** Absolute path. */
  readonly folder: string;
  /** SHA-256 of the submission. */
  readonly hash: string;
  readonly seed: number;
  readonly config: GradingConfig;
  /** Why the submission must not be run. */
  readonly refusal?: Reason;
}

/** The jobs of a class, in the order of the submissions. Identical submissions share a job. */
export function gradingJobsOf(submissions: readonly Submission[], config: GradingConfig, secret: string): GradingJob[] {
  const gradingJobs = new Map<string, GradingJob>();
  for (const { name, folder, hash, refusal } of submissions) {
    const seed = seedFor(secret, config.lesson, hash);
    const key = keyOf(config, hash, seed);
    const known = gradingJobs.get(key);
    if (known !== undefined) gradingJobs.set(key, { ...known, names: [...known.names, name] });
    else gradingJobs.set(key, { key, names: [name], folder, hash, seed, config, ...(refusal ? { refusal } : {}) });
  }
  return [...gradingJobs.values()];
}
