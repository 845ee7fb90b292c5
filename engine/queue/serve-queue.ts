import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Job, Worker } from "bullmq";
import { gradeOne, type Attempt, type GradeOneOptions } from "../batch/grade-one.ts";
import type { Yardstick } from "../batch/yardstick.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { Workbook } from "../workbook.ts";
import type { OpenQueue } from "./open-queue.ts";
import { unpackSubmission } from "./packed-submission.ts";
import { DEATHS, queueName, type QueueJob } from "./queue-job.ts";
import { SharedStore } from "./shared-store.ts";
import { Turnstile } from "./turnstile.ts";

/** How soon a worker asks again after it lost the server. */
const RETRY_MS = 1_000;

export interface ServedLesson {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly yardstick: Yardstick;
  /** The yardstick as it is now: files may have changed since the worker started. */
  readonly measure: () => Promise<Yardstick>;
}

export interface ServeQueueOptions {
  readonly server: OpenQueue;
  readonly workbook: Workbook;
  readonly lessons: readonly ServedLesson[];
  readonly lanes: GradeOneOptions["lanes"];
  /** How many are graded at a time. */
  readonly width: number;
  /** Absolute path of a temporary folder. */
  readonly scratch: string;
  /** A worker that is silent for so long is taken for dead, and another one gets its job. Renewed at half of it. */
  readonly lockMs: number;
  readonly onEvent: (event: ServeEvent) => void;
}

export type ServeEvent =
  | { readonly kind: "graded"; readonly key: string; readonly state: Attempt["state"] }
  /** Somebody else had finished it first. */
  | { readonly kind: "known"; readonly key: string }
  /** It is tried again, here or elsewhere. */
  | { readonly kind: "failed"; readonly key: string; readonly message: string };

export interface ServedQueue {
  /** Takes no more jobs; resolves when those under way are finished. */
  drain(): Promise<void>;
}

/** Takes jobs from the queues of these lessons until it is drained. Lanes are processes, so locks are renewed meanwhile. */
export async function serveQueue(options: ServeQueueOptions): Promise<ServedQueue> {
  const { server, lessons, width, lockMs, onEvent } = options;
  const shared = new SharedStore(server.client);
  const turnstile = new Turnstile();
  const workers = lessons.map((served): Worker<QueueJob> => {
    const worker = new server.bullmq.Worker<QueueJob>(
      queueName(served.yardstick),
      (job: Job<QueueJob>) => gradeJob(job, served, shared, turnstile, options),
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
    // Lost connections come back; the connection itself tells people about them.
    worker.on("error", () => {});
    worker.on("failed", (job, { message }) => onEvent({ kind: "failed", key: job?.data.key ?? "", message }));
    return worker;
  });
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return { drain: async () => void (await Promise.all(workers.map((worker) => worker.close()))) };
}

let taken = 0;

/** @throws Error for what says nothing about the submission: the job is then tried again */
async function gradeJob(
  { id = "", data }: Job<QueueJob>,
  { lesson, definition, measure }: ServedLesson,
  shared: SharedStore,
  turnstile: Turnstile,
  { workbook, lanes, width, scratch, onEvent }: ServeQueueOptions,
): Promise<Attempt["state"]> {
  const { key, hash, seed, yardstick, before } = data;
  if (await shared.has(key)) {
    onEvent({ kind: "known", key });
    return "kept";
  }
  if (!isDeepStrictEqual(await measure(), yardstick))
    throw new Error("the checks on this machine changed since its worker started; start the worker again");
  const packed = await shared.submission(hash);
  if (packed === undefined) throw new Error("the submission is no longer in the queue");
  const folder = path.join(scratch, `${++taken}`);
  const alone = data.alone || width === 1;
  const leave = await turnstile.enter({ alone });
  try {
    await unpackSubmission(packed, folder, hash);
    const unit = { key, names: [], folder, hash, seed, yardstick };
    const attempt = await gradeOne(unit, { workbook, lesson, definition, lanes, store: shared, alone, before });
    if (attempt.state !== "kept") await shared.putAttempt(id, attempt);
    onEvent({ kind: "graded", key, state: attempt.state });
    return attempt.state;
  } finally {
    leave();
    await rm(folder, { recursive: true, force: true });
  }
}
