import { setName, type Yardstick } from "../batch/yardstick.ts";
import type { Unit } from "../batch/unit.ts";

/** What lies in the queue: ids only. The submission is fetched by its hash; nobody's name leaves the first machine. */
export interface QueueJob {
  readonly key: string;
  readonly hash: string;
  readonly seed: number;
  readonly yardstick: Yardstick;
  /** Nothing else is to be graded meanwhile on the machine that takes it. */
  readonly alone: boolean;
  /** How many gradings of the unit came before. */
  readonly before: number;
}

/** A failure that says nothing about the submission is tried so many times, on whichever machines. */
export const ATTEMPTS = 3;
/** So many workers may die of one job; then it lies among the failed ones and is nobody's any more. */
export const DEATHS = 2;
const BACKOFF_MS = 500;

/** Workers whose checks, version or isolation differ listen to another queue, so they never see the job. */
export function queueName(yardstick: Yardstick): string {
  return `workbook-${setName(yardstick)}`;
}

/** The unit's key; the second look is a job of its own. */
export function jobId(key: string, before: number): string {
  return before === 0 ? key : `${key}-${before + 1}`;
}

export function jobOf({ key, hash, seed, yardstick }: Unit, how: Pick<QueueJob, "alone" | "before">): QueueJob {
  return { key, hash, seed, yardstick, alone: how.alone, before: how.before };
}

/** Records of finished jobs stay as long as what they point to, so that a killed grading finds them. */
export function jobOptions(id: string, keptSeconds: number) {
  const kept = { age: keptSeconds };
  const backoff = { type: "exponential", delay: BACKOFF_MS } as const;
  return { jobId: id, attempts: ATTEMPTS, backoff, removeOnComplete: kept, removeOnFail: kept };
}
