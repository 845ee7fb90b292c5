import { mkdir, mkdtemp, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashTree } from "../../batch/intake/hash-tree.ts";
import type { HowToGrade } from "../../batch/grade-class.ts";
import { FolderStore } from "../../batch/store.ts";
import type { GradingJob } from "../../batch/grading-job.ts";
import { keyOf, type GradingConfig } from "../../batch/grading-config.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { openQueue, type OpenQueue } from "../../queue/open-queue.ts";
import { packSubmission, unpackSubmission } from "../../queue/packed-submission.ts";
import { QueueError } from "../../queue/queue-error.ts";
import { QueueGrader, type QueueGraderOptions } from "../../queue/queue-grader.ts";
import { ATTEMPTS, DEATHS, jobOf, queueName } from "../../queue/queue-job.ts";
import { Seal } from "../../queue/seal.ts";
import { serveQueue, type ServeEvent } from "../../queue/serve-queue.ts";
import { SharedLock } from "../../queue/shared-lock.ts";
import type { Workbook } from "../../workbook.ts";
import { hasRedis, QUEUE_PACKAGES, redisServer, type RedisServer } from "./redis.ts";

const config: GradingConfig = {
  lesson: "lesson-door",
  checks: "c",
  tool: "1",
  node: "20",
  isolation: "process",
  stretch: false,
};
const lesson = { slug: "lesson-door", title: "Opening the door" } as Lesson;
const definition = { exercises: [{ id: 1, title: "Greet a visitor" }] } as unknown as LessonDefinition;
const workbook = {} as Workbook;
const seal = new Seal("a secret of this test");
const FIRST: HowToGrade = { alone: false, before: 0, fresh: false };

let folder: string;
let gradingJob: GradingJob;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "queue-"));
  await mkdir(path.join(folder, "ada/realtime"), { recursive: true });
  await writeFile(path.join(folder, "ada/server.ts"), "listen();\n");
  await writeFile(path.join(folder, "ada/realtime/ping.ts"), Buffer.from([0, 255, 10]));
  const hash = await hashTree(path.join(folder, "ada"));
  gradingJob = { key: keyOf(config, hash, 7), names: ["ada"], folder: path.join(folder, "ada"), hash, seed: 7, config };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a submission arrives unchanged or not at all", async () => {
  const packed = await packSubmission(gradingJob.folder);
  await unpackSubmission(packed, path.join(folder, "there"), gradingJob.hash);
  expect(await hashTree(path.join(folder, "there"))).toBe(gradingJob.hash);
  await mkdir(path.join(folder, "linked"));
  await writeFile(path.join(folder, "linked/server.ts"), "");
  await symlink("/etc/hostname", path.join(folder, "linked/greet.ts"));
  const linked = await hashTree(path.join(folder, "linked"));
  await unpackSubmission(await packSubmission(path.join(folder, "linked")), path.join(folder, "linked there"), linked);
  expect(await readlink(path.join(folder, "linked there/greet.ts"))).toBe("/dev/null/not-unpacked");
  const other = "0".repeat(64);
  await expect(unpackSubmission(packed, path.join(folder, "changed"), other)).rejects.toThrow(
    /changed during the transfer/,
  );
});

test("the shared lock admits many or one alone, in order of arrival", async () => {
  const sharedLock = new SharedLock();
  const inside: string[] = [];
  const enter = async (name: string, alone: boolean) => {
    const leave = await sharedLock.enter({ alone });
    inside.push(name);
    return leave;
  };
  const [a, b] = await Promise.all([enter("a", false), enter("b", false)]);
  const c = enter("c alone", true);
  const d = enter("d", false);
  expect(inside).toEqual(["a", "b"]);
  a();
  b();
  const leaveC = await c;
  expect(inside).toEqual(["a", "b", "c alone"]);
  leaveC();
  (await d)();
  expect(inside).toEqual(["a", "b", "c alone", "d"]);
});

const opened = (url: string) => openQueue({ url, packages: QUEUE_PACKAGES, onNotice: () => {} });

test("explains in one sentence why a queue cannot be used", async () => {
  const written = "The address of a queue must have the form redis://host:port, or rediss://host:port for TLS.";
  for (const url of ["", "localhost", "http://localhost:6379", "redis://"])
    await expect(opened(url)).rejects.toThrow(new QueueError(written));
  // This port was free a moment ago.
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  await expect(opened(`redis://user:secret@127.0.0.1:${port}`)).rejects.toThrow(
    new QueueError(`The queue at redis://127.0.0.1:${port} cannot be reached (ECONNREFUSED).`),
  );
});

test("says how to install missing packages of a queue", async () => {
  await expect(openQueue({ url: "redis://127.0.0.1:1", packages: folder, onNotice: () => {} })).rejects.toThrow(
    new QueueError("A queue needs bullmq and ioredis: run npm ci --prefix engine/queue, then this command again."),
  );
});

describe.runIf(hasRedis)("with a server", () => {
  let redis: RedisServer;
  let server: OpenQueue;
  beforeAll(async () => {
    redis = await redisServer();
    server = await opened(redis.url);
  });
  afterAll(async () => {
    server.close();
    await redis.close();
  });

  function grader(more: Partial<QueueGraderOptions> = {}): QueueGrader {
    const [results, faults] = ["results", "faults"].map((name) => new FolderStore(path.join(folder, name)));
    if (results === undefined || faults === undefined) throw new Error("there are two stores");
    const place = { server, workbook, lesson, definition, config, seal, results, faults, replace: false };
    return new QueueGrader({ ...place, signal: new AbortController().signal, onNotice: () => {}, ...more });
  }

  test("refuses a server that may evict jobs", async () => {
    await server.client.config("SET", "maxmemory-policy", "allkeys-lru");
    await expect(opened(redis.url)).rejects.toThrow(
      `The queue at ${redis.url} discards jobs when its memory runs out (maxmemory-policy is allkeys-lru): ` +
        "set maxmemory-policy to noeviction.",
    );
    await server.client.config("SET", "maxmemory-policy", "noeviction");
  });

  test(`a job that ${DEATHS + 1} workers died of is not tried again, and counts as a fault of the workbook`, async () => {
    const silent = { lockDuration: 60, stalledInterval: 60, skipLockRenewal: true, maxStalledCount: DEATHS };
    // The worker takes the job and never finishes it.
    const worker = new server.bullmq.Worker(queueName(config, seal), () => new Promise(() => {}), {
      connection: server.client,
      concurrency: DEATHS + 2,
      ...silent,
    });
    worker.on("error", () => {});
    const asking = grader();
    const { state, verdict } = await asking.grade(gradingJob, FIRST);
    await Promise.all([asking.close(), worker.close(true)]);
    expect([state, verdict.outcome, verdict.reason?.message]).toEqual([
      "fault",
      "grader-error",
      `${DEATHS + 1} workers ended while they graded this`,
    ]);
  });

  test("a failure of the workbook is tried again, and then recorded as a fault", async () => {
    const events: ServeEvent[] = [];
    const currentConfig = () => Promise.resolve({ ...config, checks: "changed" });
    const served = await serveQueue({
      server,
      seal,
      workbook,
      lessons: [{ lesson, definition, config, currentConfig }],
      workers: { grade: () => Promise.reject(new Error("nothing is graded with other checks")) },
      width: 1,
      scratch: folder,
      lockMs: 1_000,
      onEvent: (event) => events.push(event),
    });
    const asking = grader();
    // An earlier fault does not prevent a new grading.
    const { state, verdict } = await asking.grade(gradingJob, FIRST);
    await asking.close();
    await served.drain();
    expect(state).toBe("fault");
    expect(verdict.reason?.message).toBe(
      "workers failed on this: the checks on this machine changed since its worker started; start the worker again",
    );
    expect(events.map(({ kind }) => kind)).toEqual(Array.from({ length: ATTEMPTS }, () => "failed"));
  });

  test("reports that there is no worker, and removes jobs that were not started", async () => {
    const controller = new AbortController();
    let asking: QueueGrader | undefined;
    let stopped: Promise<unknown> | undefined;
    const notice = await new Promise<string>((onNotice) => {
      asking = grader({ signal: controller.signal, onNotice });
      stopped = asking.grade(gradingJob, FIRST);
    });
    expect(notice).toMatch(
      /^No worker serves this grading: start npm run worker .*isolation process and the same WORKBOOK_GRADING_SECRET\.$/,
    );
    controller.abort(new Error("enough"));
    await expect(stopped).rejects.toThrow("enough");
    await asking?.close();
    const queue = new server.bullmq.Queue(queueName(config, seal), { connection: server.client });
    expect(await queue.getJobCounts("waiting", "active", "delayed")).toEqual({ waiting: 0, active: 0, delayed: 0 });
    await queue.close();
  });

  test("can be stopped while the server is unreachable", async () => {
    const controller = new AbortController();
    const asking = grader({ signal: controller.signal });
    redis.pause();
    const stopped = asking.grade(gradingJob, FIRST);
    controller.abort(new Error("enough"));
    await expect(stopped).rejects.toThrow("enough");
    redis.goOn();
    await asking.close();
  });

  test("a job contains no names and no code", () => {
    const text = JSON.stringify(jobOf(gradingJob, FIRST, seal));
    expect(text).not.toMatch(/ada|listen/);
    expect(JSON.parse(text)).toEqual({
      key: gradingJob.key,
      hash: gradingJob.hash,
      seed: 7,
      config,
      ...FIRST,
      mac: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
  });
});
