/**
 * Submissions whose outcome we would defend to an instructor: right in unusual ways, wrong in one way, and hostile.
 * Each folder holds only what differs from the solution; where it lies says what has to come out.
 */
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Verdict } from "../../verdict.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const HOME = path.resolve(HERE, "../../..");
const START = path.join(HOME, "engine/cli/start.mjs");
const SOLUTION = path.join(HOME, "solutions/lesson-ws");

/** The longest grading: no limit of the engine adds up to more. */
const LIMIT_MS = 45_000;

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

// Every grading starts three servers; more gradings at a time would only make each other late.
vi.setConfig({ maxConcurrency: 2 });

let root: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), "collection-")));
  for (const name of ["lessons", "solutions", "checks", "package.json"]) {
    await symlink(path.join(HOME, name), path.join(root, name));
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

const submissions = await Promise.all(
  Object.keys(OUTCOMES).map(async (outcome) => ({ outcome, names: await readdir(path.join(HERE, outcome)) })),
);

describe.concurrent.each(submissions)("$outcome", ({ outcome, names }) => {
  for (const name of names) {
    test.concurrent(name, { timeout: LIMIT_MS }, () => expectOutcome(outcome, name));
  }
});

async function expectOutcome(outcome: string, name: string): Promise<void> {
  const folder = path.join(root, outcome, name);
  const temporary = path.join(root, "tmp", outcome, name);
  await mkdir(temporary, { recursive: true });
  await cp(SOLUTION, folder, { recursive: true });
  // A submission in plain JavaScript has no TypeScript beside it.
  const files = await readdir(path.join(HERE, outcome, name));
  for (const file of files) await rm(path.join(folder, file.replace(/\.m?js$/, ".ts")), { force: true });
  await cp(path.join(HERE, outcome, name), folder, { recursive: true });

  const { verdict, exitCode } = await graded(folder, temporary);

  const exercises = OUTCOMES[outcome] ?? [];
  expect({ outcome: verdict.outcome, exercises: verdict.exercises.map(({ status }) => status) }, told(verdict)).toEqual(
    { outcome: outcome.endsWith("not-gradable") ? "not-gradable" : "graded", exercises },
  );
  expect(exitCode).toBe(exercises.includes("failed") ? 1 : 0);
  for (const failure of failuresOf(verdict)) {
    for (const part of ["sent", "expected", "received", "why", "hint"] as const)
      expect(failure[part], part).not.toBe("");
  }
  expect(await processesOf(temporary), "processes left").toEqual([]);
  expect(await readdir(temporary), "temporary files").toEqual([]);
}

async function graded(folder: string, temporary: string): Promise<{ verdict: Verdict; exitCode: number | null }> {
  const child = spawn(process.execPath, [START, "check", "lesson-ws", "--submission", folder, "--json"], {
    cwd: root,
    env: { ...process.env, WORKBOOK_ROOT: root, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [printed, complaints, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  expect(printed, complaints).not.toBe("");
  return { verdict: JSON.parse(printed) as Verdict, exitCode };
}

function failuresOf({ exercises }: Verdict) {
  return exercises.flatMap(({ checks }) => checks.flatMap(({ failure }) => failure ?? []));
}

/** Shown when a verdict is not the expected one. */
function told(verdict: Verdict): string {
  const failures = failuresOf(verdict).map(({ code, received }) => `${code}: ${received}`);
  return [verdict.reason?.message ?? [], failures].flat().join("\n");
}

/** Living processes whose environment or working directory names the folder that only one grading used. */
async function processesOf(temporary: string): Promise<string[]> {
  if (process.platform !== "linux") return [];
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      const folder = await readlink(`/proc/${pid}/cwd`).catch(() => "");
      return environment.includes(`TMPDIR=${temporary}\0`) || folder.startsWith(temporary) ? [pid] : [];
    }),
  );
  return found.flat();
}
