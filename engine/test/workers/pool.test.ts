/** What happens to jobs when their worker or the process that started it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WorkerError, WorkerPool } from "../../workers/pool.ts";
import { builtEngine } from "../../build.mjs";
import { processLevel, type Chosen } from "../../isolate/choose.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { workbookAt } from "../../workbook.ts";
import { inFolder, until } from "../grade/processes.ts";

const HOME = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const LESSONS = path.join(HOME, "engine/test/lessons");
const workbook = workbookAt(path.join(LESSONS, "workbook"), HOME);
const linux = process.platform === "linux";
const GONE_LIMIT_MS = 10_000;

let entry: string;
let lesson: Lesson;
let root: string;
beforeAll(async () => {
  entry = path.join(await builtEngine(HOME), "worker.mjs");
  lesson = lessonsOf(workbook, await readCourse(workbook))[0] as Lesson;
  root = await mkdtemp(path.join(tmpdir(), "workers-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const folderOf = async (name: string) => mkdtemp(path.join(root, `${name}-`));
const jobFor = (submission: string) => ({ workbook, lesson, submission, display: submission, seed: 1 });
const right = () => jobFor(lesson.solution);
const neverListens = () => jobFor(path.join(LESSONS, "submissions/never-listens"));

test.runIf(linux)("a killed worker fails its one job and leaves no process and no file behind", async () => {
  const temporary = await folderOf("killed");
  const workers = new WorkerPool(1, { entry, environment: { ...process.env, TMPDIR: temporary } });
  const lost = workers.grade(neverListens()).catch((error: unknown) => error);
  const waiting = workers.grade(right());
  // The worker is in the middle of a grading once its server runs.
  const serverRuns = () => inFolder(temporary).some(({ command }) => command.includes("child.mjs"));
  expect(await until(serverRuns, GONE_LIMIT_MS)).toBe(true);
  for (const { pid, command } of inFolder(temporary)) if (command.includes("worker.mjs")) process.kill(pid, "SIGKILL");

  const error = await lost;
  expect(error).toBeInstanceOf(WorkerError);
  expect((error as Error).message).toMatch(/never-listens failed: it was ended by SIGKILL/);
  expect(await waiting).toMatchObject({ passed: true, isolation: "process" });
  expect(await workers.close()).toEqual({ processes: 0, files: [] });
  expect(inFolder(temporary)).toEqual([]);
  expect(await readdir(temporary)).toEqual([]);
});

test.runIf(linux)(
  "one worker grades several submissions at a time, and fails all of them when it is killed",
  async () => {
    const temporary = await folderOf("several");
    const workers = new WorkerPool(3, { entry, jobsPerWorker: 3, environment: { ...process.env, TMPDIR: temporary } });
    const lost = [neverListens(), neverListens()].map((job) => workers.grade(job).catch((error: unknown) => error));
    // Two gradings, each with two servers, are running; a third one runs beside them.
    const commands = (name: string) => inFolder(temporary).filter(({ command }) => command.includes(name));
    expect(await until(() => commands("child.mjs").length === 4, GONE_LIMIT_MS)).toBe(true);
    expect(await workers.grade(right())).toMatchObject({ passed: true });
    const [worker, ...others] = commands("worker.mjs");
    expect(others).toEqual([]);
    process.kill(worker?.pid as number, "SIGKILL");

    for (const error of await Promise.all(lost)) {
      expect(error).toBeInstanceOf(WorkerError);
      expect((error as Error).message).toMatch(/never-listens failed: it was ended by SIGKILL/);
    }
    expect(await workers.grade(right())).toMatchObject({ passed: true });
    expect(await workers.close()).toEqual({ processes: 0, files: [] });
    expect(inFolder(temporary)).toEqual([]);
  },
);

test("cancelling a job does not affect other jobs of the same worker", async () => {
  const workers = new WorkerPool(2, { entry });
  const controller = new AbortController();
  const cancelled = workers.grade(neverListens(), { signal: controller.signal }).catch((error: Error) => error.message);
  const beside = workers.grade(right());
  controller.abort(new Error("enough"));
  expect(await cancelled).toBe("the grading was cancelled");
  expect(await beside).toMatchObject({ passed: true });
  expect(await workers.close()).toEqual({ processes: 0, files: [] });
});

test("a cancelled job rejects, and its worker takes further jobs", async () => {
  const workers = new WorkerPool(1, { entry });
  const controller = new AbortController();
  const [under, waiting] = [1, 2].map(() =>
    workers.grade(neverListens(), { signal: controller.signal }).catch((error: Error) => error.message),
  );
  controller.abort(new Error("enough"));
  expect(await waiting).toBe("enough");
  expect(await under).toBe("the grading was cancelled");
  expect(await workers.grade(right())).toMatchObject({ passed: true });
  expect(await workers.close()).toEqual({ processes: 0, files: [] });
  await expect(workers.grade(right())).rejects.toThrow("the workers are closed");
});

test.runIf(linux)("a worker whose compiler has died is replaced", async () => {
  const temporary = await folderOf("compiler");
  const workers = new WorkerPool(1, { entry, environment: { ...process.env, TMPDIR: temporary } });
  expect(await workers.grade(right())).toMatchObject({ passed: true });
  const compilers = inFolder(temporary).filter(({ command }) => command.includes("--service="));
  for (const { pid } of compilers) process.kill(pid, "SIGKILL");
  // This one may fail on the dead compiler, as the grader's fault; the next one must not.
  expect((await workers.grade(right())).outcome).not.toBe("not-gradable");
  expect(await workers.grade(right())).toMatchObject({ passed: true });
  expect(await workers.close()).toEqual({ processes: 0, files: [] });
});

test.runIf(linux)("a worker that reports a grader error is replaced", async () => {
  const temporary = await folderOf("suspect");
  const workers = new WorkerPool(2, { entry, jobsPerWorker: 1, environment: { ...process.env, TMPDIR: temporary } });
  const pids = () =>
    new Set(inFolder(temporary).flatMap((one) => (one.command.includes("worker.mjs") ? [one.pid] : [])));
  await Promise.all([workers.grade(right()), workers.grade(right())]);
  const before = pids();
  const noSuchLesson = { ...right(), lesson: { ...lesson, checks: path.join(root, "nowhere") } };
  await expect(workers.grade(noSuchLesson)).rejects.toThrow("is missing");
  expect(await workers.grade(right(), { fresh: true })).toMatchObject({ passed: true });
  const after = [...pids()].filter((pid) => !before.has(pid));
  expect(after.length).toBeGreaterThan(0);
  expect(await workers.close()).toEqual({ processes: 0, files: [] });
});

test.runIf(linux)("a fresh job runs in a worker that has graded nothing before", async () => {
  const temporary = await folderOf("fresh");
  const workers = new WorkerPool(2, { entry, jobsPerWorker: 1, environment: { ...process.env, TMPDIR: temporary } });
  const pids = () => inFolder(temporary).flatMap((one) => (one.command.includes("worker.mjs") ? [one.pid] : []));
  await Promise.all([workers.grade(right()), workers.grade(right())]);
  const before = new Set(pids());
  expect(await workers.grade(right(), { fresh: true })).toMatchObject({ passed: true });
  // Only one worker was replaced.
  await until(() => pids().length === 2, GONE_LIMIT_MS);
  expect(pids().filter((pid) => before.has(pid))).toHaveLength(1);
  expect(await workers.close()).toEqual({ processes: 0, files: [] });
});

test("workers that cannot start reject every job with the reason", async () => {
  const broken = path.join(await folderOf("broken"), "worker.mjs");
  await writeFile(broken, 'throw new Error("half a download");');
  const workers = new WorkerPool(2, { entry: broken, jobsPerWorker: 1 });
  const refused = await Promise.all([1, 2, 3, 4, 5].map(() => workers.grade(right()).catch((error: unknown) => error)));
  for (const error of refused) {
    expect(error).toBeInstanceOf(WorkerError);
    expect((error as Error).message).toContain("half a download");
  }
  await expect(workers.grade(right())).rejects.toBeInstanceOf(WorkerError);
  await workers.close();
});

test("a worker whose program cannot be started is replaced by one other, and counts as one failed start", async () => {
  let starts = 0;
  const none = path.join(await folderOf("no-program"), "none");
  const isolation: Chosen = {
    ...processLevel(),
    // Three failed starts in a row would end the pool.
    wrap: (command, folder) => (++starts <= 2 ? [none] : processLevel().wrap(command, folder)),
  };
  const workers = new WorkerPool(1, { entry, isolation });
  for (const failed of [1, 2]) {
    const error = await workers.grade(right()).catch((reason: unknown) => reason);
    expect(error, `start ${failed}`).toBeInstanceOf(WorkerError);
    expect((error as Error).message).toMatch(/could not be started \(spawn .*none ENOENT\)$/);
  }
  expect(await workers.grade(right())).toMatchObject({ passed: true });
  expect(await workers.close()).toEqual({ processes: 0, files: [] });
  expect(starts).toBe(3);
});

test.runIf(linux)("workers end when the process that started them is killed", async () => {
  const temporary = await folderOf("orphaned");
  const opener = path.join(temporary, "opener.mjs");
  const main = path.join(HOME, "engine/workers/pool.ts");
  await writeFile(
    opener,
    `import { WorkerPool } from ${JSON.stringify(pathToFileURL(main).href)};
     const job = ${JSON.stringify(neverListens())};
     new WorkerPool(2, { entry: ${JSON.stringify(entry)}, jobsPerWorker: 1 }).grade(job).catch(() => {});`,
  );
  const child = spawn(process.execPath, ["--import", "tsx", opener], {
    cwd: HOME,
    env: { ...process.env, TMPDIR: temporary },
    stdio: "ignore",
  });
  const serverRuns = () => inFolder(temporary).some(({ command }) => command.includes("child.mjs"));
  expect(await until(serverRuns, GONE_LIMIT_MS)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await until(() => inFolder(temporary).length === 0, GONE_LIMIT_MS)).toBe(true);
});
