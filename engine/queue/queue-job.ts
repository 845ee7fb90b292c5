import type { HowToGrade } from "../batch/grade-class.ts";
import type { GradingJob } from "../batch/grading-job.ts";
import { setName, type GradingConfig } from "../batch/grading-config.ts";
import type { Seal } from "./seal.ts";
import { jobSchema } from "./stored-schema.ts";

/**
 * A job holds ids only: workers fetch the submission by its hash, and learners' names never leave the grading machine.
 */
export interface QueueJob extends HowToGrade {
  readonly key: string;
  readonly hash: string;
  readonly seed: number;
  readonly config: GradingConfig;
  /** Authenticates all other fields with the grading secret; base64url. See `Seal`. */
  readonly mac: string;
}

/** How often a failure that is not the submission's fault is tried, on any machine. */
export const ATTEMPTS = 3;
/** A job that killed more workers than this counts as failed. */
export const DEATHS = 2;
const BACKOFF_MS = 500;

/** Workers with other checks, version, isolation, stretch or secret serve another queue and never see the job. */
export function queueName(config: GradingConfig, seal: Seal): string {
  return `workbook-${setName(config)}-${seal.tag}`;
}

/** The key of the submission's grading; a second grading is a job of its own. */
export function jobId(key: string, before: number): string {
  return before === 0 ? key : `${key}-${before + 1}`;
}

export function jobOf({ key, hash, seed, config }: GradingJob, how: HowToGrade, seal: Seal): QueueJob {
  const { alone, before, fresh } = how;
  const job = { key, hash, seed, config, alone, before, fresh };
  return { ...job, mac: seal.mac("job", jobId(key, before), canonical(job)).toString("base64url") };
}

/**
 * Returns the job if a grading with this secret queued it under this id.
 * @param data as the server sent it, untrusted
 */
export function provenJob(id: string, data: unknown, seal: Seal): QueueJob | undefined {
  const { success, data: job } = jobSchema.safeParse(data);
  if (!success || jobId(job.key, job.before) !== id) return undefined;
  return seal.isRight(Buffer.from(job.mac, "base64url"), "job", id, canonical(job)) ? job : undefined;
}

/** Yields the same bytes on every machine, independent of the order of an object's fields. */
function canonical({ key, hash, seed, config, alone, before, fresh }: Omit<QueueJob, "mac">): Buffer {
  const { lesson, checks, tool, node, isolation, stretch } = config;
  const parts = [lesson, checks, tool, node, isolation, stretch];
  return Buffer.from(JSON.stringify([key, hash, seed, ...parts, alone, before, fresh]));
}

/** Records of finished jobs stay as long as the results they refer to, so that a later grading can collect them. */
export function jobOptions(id: string, keptSeconds: number) {
  const kept = { age: keptSeconds };
  const backoff = { type: "exponential", delay: BACKOFF_MS } as const;
  return { jobId: id, attempts: ATTEMPTS, backoff, removeOnComplete: kept, removeOnFail: kept };
}
