/**
 * Submissions whose outcome we would defend to an instructor: right in unusual ways, wrong in one way, and hostile.
 * Each folder holds only what differs from the solution; where it lies says what has to come out.
 */
import { cp, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WorkerPool } from "../../workers/pool.ts";
import { builtEngine } from "../../build.mjs";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import type { Verdict } from "../../verdict.ts";
import { workbookAt } from "../../workbook.ts";
import { DRAWN_BY, drawn } from "../drawn.ts";
import { inFolder } from "../grade/processes.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const HOME = path.resolve(HERE, "../../..");
const workbook = workbookAt(HOME);

/** Twice the sum of the engine's limits for one grading: one half for grading, one half for waiting for a worker. */
const LIMIT_MS = 90_000;

/** What the folder around a submission says about its three exercises, in order. The slowest are named first. */
const OUTCOMES: Readonly<Record<string, readonly ("passed" | "failed")[]>> = {
  "hostile/fails-1": ["failed", "passed", "passed"],
  "hostile/fails-2": ["passed", "failed", "passed"],
  "hostile/fails-1-2-3": ["failed", "failed", "failed"],
  "hostile/not-gradable": ["failed", "failed", "failed"],
  right: ["passed", "passed", "passed"],
  "wrong/fails-1": ["failed", "passed", "passed"],
  "wrong/fails-2": ["passed", "failed", "passed"],
  "wrong/fails-3": ["passed", "passed", "failed"],
  "wrong/fails-1-2-3": ["failed", "failed", "failed"],
};

/** Every grading starts three servers; more gradings at a time would only make each other late. */
const WIDTH = 2;

/** A worker, and the folder that only its gradings write to, so that anything left behind is visible. */
interface Workspace {
  readonly worker: WorkerPool;
  readonly temporary: string;
}

let root: string;
let lesson: Lesson;
const sessions: Workspace[] = [];
/** Those at which nothing is graded, and who waits for one. */
const free: Workspace[] = [];
const waiting: ((workspace: Workspace) => void)[] = [];
beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), "collection-")));
  lesson = lessonsOf(workbook, await readCourse(workbook)).find(({ slug }) => slug === "lesson-ws") as Lesson;
  const entry = path.join(await builtEngine(HOME), "worker.mjs");
  for (let count = 1; count <= WIDTH; count++) {
    const temporary = path.join(root, `tmp-${count}`);
    sessions.push({
      worker: new WorkerPool(1, { entry, environment: { ...process.env, TMPDIR: temporary } }),
      temporary,
    });
  }
  free.push(...sessions);
});
afterAll(async () => {
  await Promise.all(sessions.map(({ worker }) => worker.close()));
  await rm(root, { recursive: true, force: true });
});

const submissions = await Promise.all(
  Object.keys(OUTCOMES).map(async (outcome) => {
    const names = await readdir(path.join(HERE, outcome));
    // The other groups are small.
    return outcome === "right"
      ? { title: `right, drawn with TEST_SEED=${DRAWN_BY}`, outcome, names: drawn(names, 3) }
      : { title: outcome, outcome, names };
  }),
);

describe.concurrent.each(submissions)("$title", ({ outcome, names }) => {
  for (const name of names) {
    test.concurrent(name, { timeout: LIMIT_MS }, () => expectOutcome(outcome, name));
  }
});

async function expectOutcome(outcome: string, name: string): Promise<void> {
  const folder = path.join(root, outcome, name);
  await cp(lesson.solution, folder, { recursive: true });
  // A submission in plain JavaScript has no TypeScript beside it.
  const files = await readdir(path.join(HERE, outcome, name));
  for (const file of files) await rm(path.join(folder, file.replace(/\.m?js$/, ".ts")), { force: true });
  await cp(path.join(HERE, outcome, name), folder, { recursive: true });

  const workspace = free.pop() ?? (await new Promise<Workspace>((resolve) => waiting.push(resolve)));
  const { verdict, left } = await gradedAt(workspace, folder, name).finally(() => {
    const next = waiting.shift();
    if (next === undefined) free.push(workspace);
    else next(workspace);
  });

  const exercises = OUTCOMES[outcome] ?? [];
  expect(
    { outcome: verdict.outcome, exercises: verdict.exercises.map(({ status }) => status) },
    outcomeIn(verdict),
  ).toEqual({ outcome: outcome.endsWith("not-gradable") ? "not-gradable" : "graded", exercises });
  expect(verdict.passed).toBe(!exercises.includes("failed"));
  for (const failure of failuresOf(verdict)) {
    for (const part of ["sent", "expected", "received", "why", "hint"] as const)
      expect(failure[part], part).not.toBe("");
  }
  expect(left).toEqual({ processes: [], files: [] });
}

function failuresOf({ exercises }: Verdict) {
  return exercises.flatMap(({ checks }) => checks.flatMap(({ failure }) => failure ?? []));
}

/** Shown when a verdict is not the expected one. */
function outcomeIn(verdict: Verdict): string {
  const failures = failuresOf(verdict).map(({ code, received }) => `${code}: ${received}`);
  return [verdict.reason?.message ?? [], failures].flat().join("\n");
}

/** The verdict, and the processes and files that exist afterwards besides the worker and the compiler. */
async function gradedAt({ worker, temporary }: Workspace, submission: string, display: string) {
  const verdict = await worker.grade({ workbook, lesson, submission, display });
  const commands = inFolder(temporary).map(({ command }) => command);
  const [own = ""] = await readdir(temporary);
  const left = {
    processes: commands.filter((command) => !/worker\.mjs|bin\/esbuild/.test(command)),
    files: await readdir(path.join(temporary, own, "tmp")),
  };
  return { verdict, left };
}
