import type { HowToGrade } from "../batch/grade-class.ts";
import type { GradingJob } from "../batch/grading-job.ts";
import { setName, type GradingConfig } from "../batch/grading-config.ts";
import type { Seal } from "./seal.ts";
import { jobSchema } from "./stored-schema.ts";

/** What lies in the queue: ids only. The submission is fetched by its hash; nobody's name leaves the first machine. */
export interface QueueJob extends HowToGrade {
  readonly key: string;
  readonly hash: string;
  readonly seed: number;
  readonly config: GradingConfig;
  /** That all of this comes from a grading with the worker's own secret; base64url. See `Seal`. */
  readonly mac: string;
}

/** A failure that says nothing about the submission is tried so many times, on whichever machines. */
export const ATTEMPTS = 3;
/** So many workers may die of one job; then it lies among the failed ones and is nobody's any more. */
export const DEATHS = 2;
const BACKOFF_MS = 500;

/** Workers whose checks, version, isolation, stretch or secret differ listen to another queue, so they never see the job. */
export function queueName(config: GradingConfig, seal: Seal): string {
  return `workbook-${setName(config)}-${seal.tag}`;
}

/** The unit's key; the second look is a job of its own. */
export function jobId(key: string, before: number): string {
  return before === 0 ? key : `${key}-${before + 1}`;
}

export function jobOf({ key, hash, seed, config }: GradingJob, how: HowToGrade, seal: Seal): QueueJob {
  const { alone, before, fresh } = how;
  const job = { key, hash, seed, config, alone, before, fresh };
  return { ...job, mac: seal.mac("job", jobId(key, before), canonical(job)).toString("base64url") };
}

/**
 * A job as it lies in the queue, if it is one that a grading with this secret put there under this id.
 * @param data whatever the server gave
 */
export function provenJob(id: string, data: unknown, seal: Seal): QueueJob | undefined {
  const { success, data: job } = jobSchema.safeParse(data);
  if (!success || jobId(job.key, job.before) !== id) return undefined;
  return seal.isRight(Buffer.from(job.mac, "base64url"), "job", id, canonical(job)) ? job : undefined;
}

/** The same bytes on every machine, whatever order an object's fields came in. */
function canonical({ key, hash, seed, config, alone, before, fresh }: Omit<QueueJob, "mac">): Buffer {
  const { lesson, checks, tool, node, isolation, stretch } = config;
  const measure = [lesson, checks, tool, node, isolation, stretch];
  return Buffer.from(JSON.stringify([key, hash, seed, ...measure, alone, before, fresh]));
}

/** Records of finished jobs stay as long as what they point to, so that a killed grading finds them. */
export function jobOptions(id: string, keptSeconds: number) {
  const kept = { age: keptSeconds };
  const backoff = { type: "exponential", delay: BACKOFF_MS } as const;
  return { jobId: id, attempts: ATTEMPTS, backoff, removeOnComplete: kept, removeOnFail: kept };
}
