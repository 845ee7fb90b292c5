/**
 * An attacker who can reach the Redis server changes its data: that costs a retry, but never leads to a wrong verdict.
 */
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { HowToGrade } from "../../batch/grade-class.ts";
import type { Grading } from "../../batch/grade-one.ts";
import { FolderStore, RESULT_SCHEMA, type Stored } from "../../batch/store.ts";
import { ungraded } from "../../batch/ungraded.ts";
import type { GradingJob } from "../../batch/grading-job.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { openQueue, type OpenQueue } from "../../queue/open-queue.ts";
import { QueueGrader } from "../../queue/queue-grader.ts";
import { jobOf, jobOptions, queueName } from "../../queue/queue-job.ts";
import { serveQueue, type ServeEvent } from "../../queue/serve-queue.ts";
import type { Verdict } from "../../verdict.ts";
import type { Workbook } from "../../workbook.ts";
import { config, first, seal, stranger, twoJobs } from "./two-jobs.ts";
import { bomb, flipped, packed } from "./bad-bytes.ts";
import { hasRedis, QUEUE_PACKAGES, redisServer, type RedisServer } from "./redis.ts";

const lesson = { slug: "lesson-door", title: "Opening the door" } as Lesson;
const definition = { exercises: [{ id: 1, title: "Greet a visitor" }] } as unknown as LessonDefinition;
const workbook = {} as Workbook;

const right = (seed: number): Verdict => ({
  ...ungraded({
    lesson,
    definition,
    submission: "submission",
    seed,
    isolation: "process",
    reason: { code: "file-missing", message: "server.ts is missing" },
  }),
});
const forged = (seed: number): Verdict => {
  const verdict = right(seed);
  const exercises = verdict.exercises.map(({ id, title }) => ({
    id,
    title,
    status: "passed" as const,
    durationMs: 1,
    checks: [],
  }));
  return { ...verdict, outcome: "graded", reason: null, passed: true, score: { earned: 1, possible: 1 }, exercises };
};

const { folder, ada, bob } = await twoJobs();

const storedOf = ({ key, hash }: GradingJob, verdict: Verdict): Stored => ({
  schema: RESULT_SCHEMA,
  key,
  hash,
  config,
  verdict,
  startedAt: new Date(0).toISOString(),
  finishedAt: new Date(1).toISOString(),
  attempts: 1,
  worker: "nobody:1",
});
const resultOf = (gradingJob: GradingJob, verdict: Verdict, by = seal): Buffer =>
  by.seal("result", gradingJob.key, packed(storedOf(gradingJob, verdict)));
const resultAt = ({ key }: GradingJob) => `workbook:2:result:${key}`;
const submissionAt = ({ hash }: GradingJob) => `workbook:2:submission:${hash}`;

/** What an attacker without the secret, or a broken disk, leaves in place of ada's result. */
const BAD_VALUES: readonly [string, () => Buffer][] = [
  ["a result with a flipped bit in its proof", () => flipped(resultOf(ada, forged(7)), 3)],
  ["a result with a flipped bit in its content", () => flipped(resultOf(ada, forged(7)), 60)],
  ["a result that is cut off", () => resultOf(ada, forged(7)).subarray(0, 90)],
  ["less than a proof", () => Buffer.from("short")],
  ["somebody else's result", () => resultOf(bob, forged(7))],
  ["a pass without a proof", () => packed(storedOf(ada, forged(7)))],
  ["a pass with the proof of another secret", () => resultOf(ada, forged(7), stranger)],
  ["a pass with the proof of a grading", () => seal.seal("grading", ada.key, packed(storedOf(ada, forged(7))))],
  ["a pass with the proof of a submission", () => seal.seal("submission", ada.key, packed(storedOf(ada, forged(7))))],
  ["a zip bomb without a proof", bomb],
  ["a zip bomb with a proof", () => seal.seal("result", ada.key, bomb())],
  ["more bytes than any result has", () => Buffer.alloc(20 * 1024 * 1024)],
  ["no gzip", () => seal.seal("result", ada.key, Buffer.from("{}"))],
  ["no JSON", () => seal.seal("result", ada.key, gzipSync("{"))],
  ["JSON of another kind", () => seal.seal("result", ada.key, packed([]))],
  ["a verdict that is empty", () => resultOf(ada, {} as Verdict)],
  ["a verdict with a field of the wrong kind", () => resultOf(ada, { ...forged(7), passed: "yes" as never })],
  ["a verdict with a field too many", () => resultOf(ada, { ...forged(7), note: 1 } as Verdict)],
  ["a result of another key", () => seal.seal("result", ada.key, packed(storedOf(bob, forged(7))))],
  ["a result of another submission", () => resultOf({ ...ada, hash: bob.hash }, forged(7))],
  ["a result of other random input", () => resultOf(ada, forged(8))],
];

describe.runIf(hasRedis)("with a server that an attacker can write to", () => {
  let redis: RedisServer;
  let server: OpenQueue;
  beforeAll(async () => {
    redis = await redisServer();
    server = await openQueue({ url: redis.url, packages: QUEUE_PACKAGES, onNotice: () => {} });
  });
  afterAll(async () => {
    server.close();
    await redis.close();
  });
  beforeEach(async () => {
    await server.client.flushall();
    await rm(path.join(folder, "results"), { recursive: true, force: true });
  });

  /** Grades submissions with a worker whose verdicts are always correct. */
  async function gradeWithWorker(gradingJobs: readonly GradingJob[], how: HowToGrade = first) {
    const notices: string[] = [];
    const events: ServeEvent[] = [];
    const graded: string[] = [];
    const served = await serveQueue({
      server,
      seal,
      workbook,
      lessons: [{ lesson, definition, config, currentConfig: () => Promise.resolve(config) }],
      workers: {
        grade: ({ submission, seed = 0 }) => {
          graded.push(submission);
          return Promise.resolve(right(seed));
        },
      },
      width: 2,
      scratch: await mkdtemp(path.join(folder, "scratch-")),
      lockMs: 1_000,
      onEvent: (event) => events.push(event),
    });
    const grader = graderWith(notices);
    const gradings = await Promise.all(gradingJobs.map((gradingJob) => grader.grade(gradingJob, how)));
    await grader.close();
    expect(await served.drain()).toBe(true);
    return { gradings, notices, events, graded: graded.length };
  }

  function graderWith(notices: string[] = []): QueueGrader {
    const results = new FolderStore(path.join(folder, "results"));
    const faults = new FolderStore(path.join(folder, "faults"));
    const place = { server, workbook, lesson, definition, config, seal, results, faults, replace: false };
    return new QueueGrader({
      ...place,
      signal: new AbortController().signal,
      onNotice: (notice) => notices.push(notice),
    });
  }

  const outcomeOf = ({ state, verdict }: Grading) => [state, verdict.outcome, verdict.passed];
  const GRADED = ["kept", "not-gradable", false];

  test("a result with a valid MAC is used without grading again", async () => {
    await server.client.set(resultAt(ada), resultOf(ada, forged(7)));
    const { gradings, graded, notices } = await gradeWithWorker([ada]);
    expect([gradings.map(outcomeOf), graded, notices]).toEqual([[["kept", "graded", true]], 0, []]);
  });

  test.each(BAD_VALUES)("%s is discarded, and the submission is graded", async (_name, value) => {
    await server.client.set(resultAt(ada), value());
    const { gradings, graded } = await gradeWithWorker([ada, bob]);
    expect([gradings.map(outcomeOf), graded]).toEqual([[GRADED, GRADED], 2]);
    const there = await server.client.getBuffer(resultAt(ada));
    expect(gunzipSync(seal.open("result", ada.key, there as Buffer) as Buffer).toString("utf8")).toContain("missing");
  });

  test("a list in place of a result is discarded, with one notice for all", async () => {
    for (const gradingJob of [ada, bob]) await server.client.rpush(resultAt(gradingJob), "not", "a", "result");
    const { gradings, graded, notices } = await gradeWithWorker([ada, bob]);
    expect([gradings.map(outcomeOf), graded]).toEqual([[GRADED, GRADED], 2]);
    expect(notices).toEqual([
      `A value in the queue at ${redis.url} was not made with this grading secret, or was changed; it is discarded ` +
        "and made again. Someone else can write to that server: set a password for it.",
    ]);
  });

  test("a changed submission costs a retry", async () => {
    await server.client.set(submissionAt(ada), seal.seal("submission", bob.hash, packed([["server.ts", "cGFzcw=="]])));
    const { gradings, graded } = await gradeWithWorker([ada, bob]);
    expect(gradings.map(outcomeOf)).toEqual([["fault", "grader-error", false], GRADED]);
    expect(gradings[0]?.verdict.reason?.message).toBe(
      "workers failed on this: the submission is missing from the queue or was changed there",
    );
    expect(graded).toBe(1);
    const again = await gradeWithWorker([ada], { alone: true, before: 1, fresh: true });
    expect(again.gradings.map(outcomeOf)).toEqual([GRADED]);
  });

  test("a job that was queued without the secret is not graded", async () => {
    const queue = new server.bullmq.Queue(queueName(config, seal), { connection: server.client });
    await queue.add("grade", jobOf(ada, first, stranger), { ...jobOptions(ada.key, 60), attempts: 1 });
    await queue.add("grade", { run: "rm -rf /" }, { jobId: "x" });
    const { gradings, events, graded } = await gradeWithWorker([bob]);
    await queue.close();
    expect([gradings.map(outcomeOf), graded]).toEqual([[GRADED], 1]);
    const failures = events.filter(({ kind }) => kind === "failed");
    expect(failures.map((event) => "message" in event && event.message)).toEqual(
      Array.from({ length: 2 }, () => "the job was not queued with this worker's grading secret"),
    );
  });

  test("workers with another secret never see the jobs", () => {
    expect(queueName(config, seal)).not.toBe(queueName(config, stranger));
  });

  test("a queue that never returns a valid result counts as a fault of the workbook", async () => {
    // The worker reports success and leaves a pass without a MAC.
    const liar = new server.bullmq.Worker(
      queueName(config, seal),
      async () => void (await server.client.set(resultAt(ada), packed(storedOf(ada, forged(7))))),
      { connection: server.client },
    );
    liar.on("error", () => {});
    const grader = graderWith();
    const grading = await grader.grade(ada, first);
    await grader.close();
    await liar.close();
    expect(outcomeOf(grading)).toEqual(["fault", "grader-error", false]);
    expect(grading.verdict.reason?.message).toBe(
      "the queue gave back no result that a worker with this grading secret made, 3 times",
    );
  });

  test("an error of the server affects one submission only", async () => {
    await server.client.rpush(submissionAt(ada), "a list");
    const prefix = `bull:${queueName(config, seal)}`;
    await server.client.set(`${prefix}:${ada.key}`, "a text where the job's record belongs");
    const { gradings } = await gradeWithWorker([ada, bob]);
    expect(gradings.map(outcomeOf)).toEqual([["fault", "grader-error", false], GRADED]);
    expect(gradings[0]?.verdict.reason?.message).toMatch(/^the queue failed on this: .*WRONGTYPE/);
  });
});
