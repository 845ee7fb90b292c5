import type { Reason } from "../verdict.ts";
import type { Submission } from "./intake/submission.ts";
import { seedFor } from "./seeds.ts";
import { keyOf, type GradingConfig } from "./grading-config.ts";

/**
 * One grading to be done, wherever it is done: a plain value that can be sent to another machine. Whoever finishes it
 * writes the same result under the same key, so doing it twice is harmless.
 */
export interface GradingJob {
  /** Names the result. */
  readonly key: string;
  /** Everybody who handed in just this; the first one's folder is graded. */
  readonly names: readonly string[];
  /** Absolute path. */
  readonly folder: string;
  /** The submission's. */
  readonly hash: string;
  readonly seed: number;
  readonly config: GradingConfig;
  /** Why nothing of it may be run. */
  readonly refusal?: Reason;
}

/** The units of a class, in the order in which each was handed in first. Alike submissions are one unit. */
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
