/** A server behaves the same in a sandbox: correct ones pass, and wrong ones fail with the same messages. */
import { chmod, copyFile, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WorkerPool } from "../../workers/pool.ts";
import { builtEngine } from "../../build.mjs";
import { chooseIsolation, processLevel, type Chosen } from "../../isolate/choose.ts";
import { probeNamespaces } from "../../isolate/probe.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import type { Verdict } from "../../verdict.ts";
import { workbookAt } from "../../workbook.ts";

const HOME = path.resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const LESSONS = path.join(HOME, "engine/test/lessons");
const course = workbookAt(HOME);
const door = workbookAt(path.join(LESSONS, "workbook"), HOME);
const sandboxes = "bubblewrap" in (await probeNamespaces(course));

/** Each ends, or fails to start, in another way. */
const WRONG = ["submissions/throws-at-import", "submissions/kills-itself", "hostile/crashes-on-knock"];
/** Worker processes; TypeScript run from its sources by a loader; a second listener; a file beside the module. */
const RIGHT = ["cluster", "main-module-guard", "tcp-proxy", "file-beside-the-module"];

let root: string;
let entry: string;
const levels = new Map<string, WorkerPool>();
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "same-verdict-"));
  entry = path.join(await builtEngine(HOME), "worker.mjs");
  if (!sandboxes) return;
  const engine = path.join(root, "docker.mjs");
  await copyFile(fileURLToPath(new URL("bubblewrap-engine.mjs", import.meta.url)), engine);
  await chmod(engine, 0o755);
  const container: Chosen = { ...processLevel(), level: "container", program: engine };
  const namespaces = await chooseIsolation({ workbookPaths: course, pinned: "namespaces" });
  for (const isolation of [processLevel(), namespaces, container])
    levels.set(isolation.level, new WorkerPool(1, { isolation, entry }));
});
afterAll(async () => {
  for (const workers of levels.values()) await workers.stop();
  await rm(root, { recursive: true, force: true });
});

describe.runIf(sandboxes)("in a sandbox", () => {
  test("wrong servers fail with the same messages as at the level process", async () => {
    const [lesson] = lessonsOf(door, await readCourse(door)) as [Lesson];
    for (const name of WRONG) {
      await cp(lesson.solution, path.join(root, name), { recursive: true });
      await cp(path.join(LESSONS, name), path.join(root, name), { recursive: true });
    }
    const verdictsAt = (workers: WorkerPool) =>
      Promise.all(
        WRONG.map((name) =>
          workers.grade({ workbook: door, lesson, submission: path.join(root, name), display: name, seed: 1 }),
        ),
      );
    const [process, ...others] = await Promise.all([...levels.values()].map((workers) => verdictsAt(workers)));
    expect(process?.map(({ outcome }) => outcome)).toEqual(["not-gradable", "not-gradable", "graded"]);
    for (const verdicts of others) expect(verdicts.map(steady)).toEqual(process?.map(steady));
    expect(others.map(([first]) => first?.isolation)).toEqual(["namespaces", "container"]);
  });

  test("servers that use unusual features of Node pass, and leave nothing behind", async () => {
    const workers = levels.get("namespaces") as WorkerPool;
    const lesson = lessonsOf(course, await readCourse(course)).find(({ slug }) => slug === "lesson-ws") as Lesson;
    const verdicts = await Promise.all(
      RIGHT.map(async (name) => {
        const submission = path.join(root, name);
        await cp(lesson.solution, submission, { recursive: true });
        await cp(path.join(HOME, "engine/test/collection/right", name), submission, { recursive: true });
        return workers.grade({ workbook: course, lesson, submission, display: name });
      }),
    );
    const outcomes = verdicts.map(({ submission, passed, isolation }) => ({ submission, passed, isolation }));
    expect(outcomes).toEqual(RIGHT.map((submission) => ({ submission, passed: true, isolation: "namespaces" })));
    expect(await workers.close()).toEqual({ processes: 0, files: [] });
  });
});

/** The verdict without what varies between runs and levels. */
function steady(verdict: Verdict): unknown {
  const text = JSON.stringify({ ...verdict, isolation: "any", server: { ...verdict.server, ports: [] } });
  return JSON.parse(
    text.replaceAll(/"(durationMs|at)":[\d.]+/g, '"$1":0').replaceAll(/(127\.0\.0\.1|localhost):\d+/g, "$1:PORT"),
  ) as unknown;
}
