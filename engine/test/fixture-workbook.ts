/**
 * A tiny workbook in a temporary folder, and the real command line run against it. For tests of everything around the
 * grading: `lesson-greet` is built and has three exercises, `lesson-sing` is still to come.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { VERDICT_SCHEMA, type CheckResult, type Verdict } from "../verdict.ts";
import { workbookAt, type Workbook } from "../workbook.ts";

const START = fileURLToPath(new URL("../cli/start.mjs", import.meta.url));

export const SOLUTION = {
  "server.ts": `import { createServer } from "node:http";
import { greeting } from "./greet.ts";

const server = createServer((request, response) => {
  response.end(greeting(request.url ?? "/"));
});
server.listen(Number(process.env["PORT"] ?? 3000), () => console.log("listening"));
`,
  "greet.ts": `import { NAMES } from "./names.ts";

export function greeting(url: string): string {
  //#region Exercise 1: greet everybody who is in NAMES
  //= return "";
  return NAMES.includes(url.slice(1)) ? \`hello \${url.slice(1)}\` : "";
  //#endregion
}
`,
  "names.ts": `export const NAMES = ["ada", "grace"];
`,
} as const;

/** `greet.ts` as a learner finds it. */
export const GREET_STARTER = `import { NAMES } from "./names.ts";

export function greeting(url: string): string {
  // TODO(exercise 1): greet everybody who is in NAMES
  return "";
}
`;

const COURSE = {
  title: "A tiny course",
  parts: [
    { title: "Talking", lessons: [{ slug: "lesson-greet", title: "Greeting", built: true }] },
    { title: "Music", lessons: [{ slug: "lesson-sing", title: "Singing", built: false }] },
  ],
};

const DEFINITION = {
  entry: "server.ts",
  edits: ["server.ts", "greet.ts"],
  given: ["names.ts"],
  exercises: [
    { id: 1, title: "Greet by name" },
    { id: 2, title: "Greet a crowd" },
    { id: 3, title: "Say goodbye" },
  ],
  quiz: {
    question: "Why does a greeting come first?",
    choices: [
      { id: "a", text: "It is shorter", correct: false, explanation: "Length has nothing to do with it." },
      {
        id: "b",
        text: "It opens the conversation",
        correct: true,
        explanation: "Nobody answers before being addressed.",
      },
      { id: "c", text: "It is louder", correct: false, explanation: "A greeting may be whispered." },
    ],
  },
};

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
  /** Arguments of node itself. */
  readonly node?: readonly string[];
}

export interface FixtureWorkbook {
  readonly root: string;
  readonly workbook: Workbook;
  /** The learner's folder of lesson-greet, filled with its starter. */
  readonly lessonDir: string;
  /** Runs a command to its end. */
  readonly run: (words: readonly string[], options?: RunOptions) => Promise<Finished>;
  /** Starts a command; it is stopped when the test ends. */
  readonly start: (words: readonly string[], options?: RunOptions) => ChildProcess;
}

/** Builds one; it is removed when the test ends. */
export async function fixtureWorkbook(): Promise<FixtureWorkbook> {
  const root = await mkdtemp(path.join(tmpdir(), "workbook-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const workbook = workbookAt(root);
  const lessonDir = path.join(workbook.lessons, "lesson-greet");
  await write(root, {
    "package.json": '{ "type": "module" }\n',
    "lessons/course.json": JSON.stringify(COURSE),
    "checks/lesson-greet/lesson.ts": `export default ${JSON.stringify(DEFINITION)};\n`,
    "checks/lesson-greet/lesson-greet.check.ts": "export {};\n",
  });
  await write(path.join(workbook.solutions, "lesson-greet"), SOLUTION);
  await write(lessonDir, { ...SOLUTION, "greet.ts": GREET_STARTER });

  const start = (words: readonly string[], { env = {}, stdin, node = [] }: RunOptions = {}): ChildProcess => {
    const child = spawn(process.execPath, [...node, START, ...words], {
      env: { ...plainEnvironment(), WORKBOOK_ROOT: root, ...env },
    });
    onTestFinished(() => stopped(child));
    child.stdin?.on("error", () => undefined);
    if (stdin !== undefined) child.stdin?.end(stdin);
    return child;
  };
  const run = (words: readonly string[], options: RunOptions = {}): Promise<Finished> =>
    finished(start(words, { stdin: "", ...options }));
  return { root, workbook, lessonDir, run, start };
}

/** Waits for the end of a process and returns what it printed. */
export function finished(child: ChildProcess): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** Asks a process to end, so that it can take its own children along, and waits until it has. */
async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Writes files below a folder, making folders as needed. */
export async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** A verdict about the learner's folder of lesson-greet. Each exercise has one check, `<exercise>.1`. */
export function verdictOf(statuses: readonly ("passed" | "failed")[], changes: Partial<Verdict> = {}): Verdict {
  const check = (id: number, status: "passed" | "failed"): CheckResult => ({
    id: `${id}.1`,
    title: "greets back",
    status,
    durationMs: 1,
    failure:
      status === "passed"
        ? null
        : {
            code: "no-greeting",
            sent: "ada",
            expected: "hello ada",
            received: "nothing",
            why: "nobody answers",
            hint: "Who answers?",
          },
    transcript: [
      { at: 0.5, peer: "http-1", dir: "out", kind: "request", method: "GET", path: "/ada", text: "GET /ada" },
    ],
  });
  const earned = statuses.filter((status) => status === "passed").length;
  return {
    schema: VERDICT_SCHEMA,
    lesson: "lesson-greet",
    title: "Greeting",
    submission: "lessons/lesson-greet",
    outcome: "graded",
    reason: null,
    passed: earned === statuses.length,
    score: { earned, possible: statuses.length },
    seed: 7,
    isolation: "process",
    durationMs: 0,
    exercises: statuses.map((status, index) => ({
      id: index + 1,
      title: `Exercise ${index + 1}`,
      status,
      durationMs: 1,
      checks: [check(index + 1, status)],
    })),
    stretch: [],
    advice: [],
    server: { ports: [], exitCode: null, signal: null, stdout: "listening\n", stderr: "", started: 1, stopped: 1 },
    ...changes,
  };
}

/** Our environment without the variables that npm and the test runner add. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, SystemRoot } = process.env;
  return { PATH, HOME, TMPDIR, SystemRoot };
}

/** Replaces what differs from run to run. */
export function withoutTimes(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z/g, "<time>");
}
