import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Job, Worker } from "bullmq";
import { gradeOne, type Grading, type GradeOneOptions } from "../batch/grade-one.ts";
import type { GradingConfig } from "../batch/grading-config.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { Workbook } from "../workbook.ts";
import type { OpenQueue } from "./open-queue.ts";
import { unpackSubmission } from "./packed-submission.ts";
import { DEATHS, provenJob, queueName, type QueueJob } from "./queue-job.ts";
import type { Seal } from "./seal.ts";
import { SharedStore } from "./shared-store.ts";
import { SharedLock } from "./shared-lock.ts";

/** The delay before a worker that lost the server asks it again. */
const RETRY_MS = 1_000;
/** How long a stopping worker waits for a server that does not answer. Its unfinished jobs go to other workers. */
export const STOP_SILENCE_LIMIT_MS = 5_000;
/** How often a stopping worker checks that the server still answers. */
const STOP_PING_MS = 500;

export interface ServedLesson {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly config: GradingConfig;
  /** The grading config now: files may have changed since the worker started. */
  readonly currentConfig: () => Promise<GradingConfig>;
}

export interface ServeQueueOptions {
  readonly server: OpenQueue;
  readonly seal: Seal;
  readonly workbook: Workbook;
  readonly lessons: readonly ServedLesson[];
  readonly workers: GradeOneOptions["workers"];
  /** The number of jobs graded at a time. */
  readonly width: number;
  /** Absolute path of a temporary folder. */
  readonly scratch: string;
  /** A worker that does not renew its lock for this long counts as dead, and its job goes to another one. */
  readonly lockMs: number;
  readonly onEvent: (event: ServeEvent) => void;
}

export type ServeEvent =
  | { readonly kind: "graded"; readonly key: string; readonly state: Grading["state"] }
  /** Another worker had already finished the job. */
  | { readonly kind: "known"; readonly key: string }
  /** The job is tried again, here or on another machine. */
  | { readonly kind: "failed"; readonly key: string; readonly message: string };

export interface ServedQueue {
  /**
   * Takes no more jobs. Resolves with true when the running ones have finished, and with false when the server stops
   * answering before that, because their results cannot be delivered.
   */
  drain(): Promise<boolean>;
}

/**
 * Serves the queues of these lessons until `drain` is called. Gradings run in other processes, so locks are renewed
 * meanwhile.
 */
export async function serveQueue(options: ServeQueueOptions): Promise<ServedQueue> {
  const { server, seal, lessons, width, lockMs, onEvent } = options;
  const shared = new SharedStore(server.client, seal);
  const sharedLock = new SharedLock();
  const workers = lessons.map((served): Worker<QueueJob> => {
    const worker = new server.bullmq.Worker<QueueJob>(
      queueName(served.config, seal),
      (job: Job<QueueJob>) => gradeJob(job, served, shared, sharedLock, options),
      {
        connection: server.client,
        name: `${hostname()}:${process.pid}`,
        concurrency: width,
        lockDuration: lockMs,
        stalledInterval: lockMs,
        maxStalledCount: DEATHS,
        runRetryDelay: RETRY_MS,
      },
    );
    // The connection reconnects by itself and reports it through `onNotice`.
    worker.on("error", () => {});
    worker.on("failed", (job, { message }) => onEvent({ kind: "failed", key: job?.id ?? "", message }));
    return worker;
  });
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return {
    drain: () => {
      const controller = new AbortController();
      const drained = Promise.allSettled(workers.map((worker) => worker.close())).then(() => true);
      const silent = untilSilent(server.client, controller.signal).then(() => false);
      return Promise.race([drained, silent]).finally(() => controller.abort());
    },
  };
}

/** Resolves when the server has not answered a ping within the limit. */
async function untilSilent(client: OpenQueue["client"], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const limit = new AbortController();
    const answered = client.ping().then(
      () => true,
      () => false,
    );
    const silent = sleep(STOP_SILENCE_LIMIT_MS, false, { signal: limit.signal }).catch(() => false);
    if (!(await Promise.race([answered, silent]))) return;
    limit.abort();
    await sleep(STOP_PING_MS);
  }
}

let taken = 0;

/** @throws Error for any failure that is not the submission's fault: the job is then tried again */
async function gradeJob(
  { id = "", data }: Job<unknown>,
  { lesson, definition, currentConfig }: ServedLesson,
  shared: SharedStore,
  sharedLock: SharedLock,
  { server, seal, workbook, workers, width, scratch, onEvent }: ServeQueueOptions,
): Promise<Grading["state"]> {
  const job = provenJob(id, data, seal);
  if (job === undefined)
    throw new server.bullmq.UnrecoverableError("the job was not queued with this worker's grading secret");
  const { key, hash, seed, config, before, fresh } = job;
  if ((await shared.read(key)) !== undefined) {
    onEvent({ kind: "known", key });
    return "kept";
  }
  if (!isDeepStrictEqual(await currentConfig(), config))
    throw new Error("the checks on this machine changed since its worker started; start the worker again");
  const packed = await shared.submission(hash);
  // A retry cannot help here; the grading uploads the submission again before it queues the job again.
  if (packed === undefined)
    throw new server.bullmq.UnrecoverableError("the submission is missing from the queue or was changed there");
  const folder = path.join(scratch, `${++taken}`);
  const alone = job.alone || width === 1;
  const leave = await sharedLock.enter({ alone });
  try {
    await unpackSubmission(packed, folder, hash);
    const gradingJob = { key, names: [], folder, hash, seed, config };
    const grading = await gradeOne(gradingJob, {
      workbook,
      lesson,
      definition,
      workers,
      store: shared,
      alone,
      before,
      fresh,
    });
    if (grading.state !== "kept") await shared.putGrading(id, grading);
    onEvent({ kind: "graded", key, state: grading.state });
    return grading.state;
  } finally {
    leave();
    await rm(folder, { recursive: true, force: true });
  }
}
