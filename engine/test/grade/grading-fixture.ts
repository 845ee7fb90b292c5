/**
 * The fixture workbook in a private temporary folder, a submission beside it, and the real command line run on both.
 * Whatever is graded here is also held to leaving nothing behind: no process and no file.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Verdict } from "../../verdict.ts";
import { inFolder, peakBytesOf, until } from "./processes.ts";

const START = fileURLToPath(new URL("../../cli/start.mjs", import.meta.url));
/** Where the fixture workbook and the submissions lie. */
export const LESSONS = fileURLToPath(new URL("../lessons/", import.meta.url));

/** A grading that takes longer hangs: no limit of the engine adds up to this, also on a busy machine. */
const GRADING_LIMIT_MS = 50_000;
const GONE_LIMIT_MS = 5_000;
/** What the grader's own process may hold, whatever a server throws at it. */
const GRADER_LIMIT_BYTES = 300 * 1024 * 1024;
/** So many gradings of one test file run at a time: more of them would only make each other late. */
const AT_A_TIME = 2;

/** Files by their path; `undefined` takes one away. */
export type Files = Readonly<Record<string, string | undefined>>;

export interface Work {
  /** A folder of engine/test/lessons, for example `submissions/never-listens`. Without one, the lesson's solution. */
  readonly folder?: string;
  /** Files put into a copy of the lesson's solution instead: the folder differs from a right answer by these. */
  readonly change?: string;
  /** Changes the submission's folder, absolute path, before it is graded. */
  readonly prepare?: (submission: string) => Promise<void> | void;
  /** Files of the workbook itself that are different. */
  readonly workbook?: Files;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Graded {
  readonly exitCode: number | null;
  /** Without what differs from run to run. */
  readonly printed: string;
  readonly stderr: string;
  /** What the workbook kept of the run; undefined when nothing was graded. */
  readonly verdict: Verdict | undefined;
}

/** Where one grading happens. */
export interface GradingFixture {
  /** Everything below belongs to this grading alone. */
  readonly root: string;
  /** TMPDIR of the grading. */
  readonly temporary: string;
  readonly state: string;
  /** Starts a command of the workbook. */
  start(words: readonly string[]): ChildProcess;
  /** Starts `check` on the submission; `words` follow. */
  check(words: readonly string[]): ChildProcess;
  /** Throws unless every process that the grading started is gone. */
  expectNoProcess(): Promise<void>;
}

/** Grades one submission to its end. */
export async function graded(work: Work, ...words: readonly string[]): Promise<Graded> {
  return withGradingFixture(work, async (fixture) => {
    const child = fixture.check(words);
    const memory = peakBytesOf(child);
    const { exitCode, stdout, stderr } = await finished(child);
    expect(memory(), "the most memory the grader held, in bytes").toBeLessThan(GRADER_LIMIT_BYTES);
    await fixture.expectNoProcess();
    expect(await readdir(fixture.temporary), "temporary files").toEqual([]);
    const steadied = (text: string) => steady(text.replaceAll(fixture.root, "<workbook>"));
    return { exitCode, printed: steadied(stdout), stderr: steadied(stderr), verdict: await keptVerdict(fixture.state) };
  });
}

/** Pins the random input where the whole printed verdict is compared: the seed is shown in it. */
export const SEED = ["--seed", "7"] as const;

/** All that `check` prints about a submission, and its exit code. */
export async function printedVerdict(work: Work, ...words: readonly string[]): Promise<string> {
  const { exitCode, printed, stderr } = await graded(work, ...SEED, ...words);
  return `${printed}${stderr}exit code ${exitCode}`;
}

/** Builds the fixture, passes it to `use`, and removes it. */
export async function withGradingFixture<T>(work: Work, use: (fixture: GradingFixture) => Promise<T>): Promise<T> {
  const release = await turn();
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "door-")));
  try {
    const fixture = await build(root, work);
    return await use(fixture);
  } finally {
    for (const { pid } of inFolder(root)) process.kill(pid, "SIGKILL");
    await rm(root, { recursive: true, force: true });
    release();
  }
}

async function build(
  root: string,
  { folder, change, prepare, workbook = {}, env = {} }: Work,
): Promise<GradingFixture> {
  const workbookDir = path.join(root, "workbook");
  const submission = path.join(root, "submission");
  const temporary = path.join(root, "tmp");
  await cp(path.join(LESSONS, "workbook"), workbookDir, { recursive: true });
  await cp(
    folder === undefined ? path.join(workbookDir, "solutions/lesson-door") : path.join(LESSONS, folder),
    submission,
    {
      recursive: true,
    },
  );
  if (change !== undefined) await cp(path.join(LESSONS, change), submission, { recursive: true });
  await mkdir(temporary);
  for (const [name, content] of Object.entries(workbook)) {
    if (content === undefined) await rm(path.join(workbookDir, name));
    else await writeFile(path.join(workbookDir, name), content);
  }
  await prepare?.(submission);
  const { PATH, HOME } = process.env;
  const start = (words: readonly string[]) =>
    spawn(process.execPath, [START, ...words], {
      cwd: root,
      env: { PATH, HOME, TMPDIR: temporary, WORKBOOK_ROOT: workbookDir, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  return {
    root,
    temporary,
    state: path.join(workbookDir, ".workbook"),
    start,
    check: (words) => start(["check", "lesson-door", "--submission", "submission", ...words]),
    expectNoProcess: async () => {
      await until(() => inFolder(root).length === 0, GONE_LIMIT_MS);
      expect(inFolder(root), "processes left behind").toEqual([]);
    },
  };
}

/** Waits for the end of a process. One that does not end is killed, and that is an error. */
export async function finished(
  child: ChildProcess,
  limitMs: number = GRADING_LIMIT_MS,
): Promise<{ exitCode: number | null; signal: string | null; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`the command did not end within ${limitMs / 1000} s; it printed ${stdout}${stderr}`));
    }, limitMs);
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      clearTimeout(limit);
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
}

async function keptVerdict(state: string): Promise<Verdict | undefined> {
  const runs = path.join(state, "runs", "lesson-door");
  const names = await readdir(runs).catch(() => []);
  const [run] = names.filter((name) => name !== "latest");
  return run === undefined
    ? undefined
    : (JSON.parse(await readFile(path.join(runs, run, "verdict.json"), "utf8")) as Verdict);
}

/** Printed text without times and without what differs from one version of Node to the next. */
function steady(text: string): string {
  return (
    text
      // An exercise may take a second on a busy machine.
      .replaceAll(/(\d+ checks?) +\d+(?:\.\d)? (?:ms|s)\b/g, "$1 N ms")
      .replaceAll(/ *\b\d+ ms/g, " N ms")
      .replaceAll(/\d+\.\d s\b/g, "N s")
      .replaceAll(/^ +at [\w. ]+(?:\n +)?\(node:.*\n/gm, "")
      .replaceAll(/^ +node:.*\n/gm, "")
      .replaceAll(/\/workbook-\w{6}\b/g, "/workbook-XXXXXX")
      .replaceAll(/Node\.js v\d+\.\d+\.\d+/g, "Node.js vN")
  );
}

let running = 0;
const waiting: (() => void)[] = [];

/** Resolves, when it is this grading's turn, with what ends the turn. */
async function turn(): Promise<() => void> {
  if (running >= AT_A_TIME) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  return () => {
    running--;
    waiting.shift()?.();
  };
}
