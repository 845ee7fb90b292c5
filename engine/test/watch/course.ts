/** A course in a private temporary folder for watch mode: two lessons that are built, and one that is still to come. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { cutStarter } from "../../starter.ts";
import type { Verdict } from "../../verdict.ts";
import { inFolder, until, type Found } from "../grade/processes.ts";

export const START = fileURLToPath(new URL("../../cli/start.mjs", import.meta.url));
const WORKBOOK = fileURLToPath(new URL("../lessons/workbook", import.meta.url));
const GONE_LIMIT_MS = 10_000;

/** A server that accepts connections and then says nothing: its checks wait for their limits. */
export const SILENT = `import { WebSocketServer } from "ws";
import { house } from "./house.ts";
const server = house();
new WebSocketServer({ server });
server.listen(Number(process.env["PORT"]));
`;

/** `server.ts` of both lessons: the starter listens, but sends no greeting. */
const SOLUTION = `import { WebSocketServer } from "ws";
import { greet } from "./greet.ts";
import { house } from "./house.ts";
import { knock } from "./knock.ts";

const server = house();
//#region Exercise 1: greet everybody who opens a WebSocket connection
new WebSocketServer({ server }).on("connection", (visitor) => {
  greet(visitor);
  visitor.on("message", (data) => {
    const message = JSON.parse(String(data)) as { type: string; name: string };
    if (message.type === "knock") knock(visitor, message.name);
  });
});
//#endregion
server.listen(Number(process.env["PORT"] ?? 3000));
`;

export interface CourseFolder {
  readonly root: string;
  /** The learner's folder of lesson-door, filled with its starter, which fails. */
  readonly lessonDir: string;
  /** `server.ts` of the solution, which passes. */
  readonly right: string;
  /** Replaces `server.ts` of lesson-door by writing into it. */
  save(text: string): Promise<void>;
  /** The saved runs of a lesson, oldest first. */
  runs(slug?: string): Promise<Verdict[]>;
  /** Starts a command, its output on pipes. It is ended when the test is over. */
  start(words: readonly string[], env?: NodeJS.ProcessEnv): Talking;
  /** The running processes of this course, except shells and terminals. */
  processes(): Found[];
  /** Whether all its processes end soon. */
  isQuiet(): Promise<boolean>;
}

/** Registers clean-up for the end of the test, run in reverse order. */
export type AtEnd = (end: () => Promise<void>) => void;

/** @param atEnd when its processes and files go: by default with the test */
export async function courseFolder(atEnd: AtEnd = onTestFinished): Promise<CourseFolder> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "watch-")));
  const processes = () =>
    inFolder(root).filter(({ command }) => /node|esbuild/.test(command) && !command.includes("tmux"));
  atEnd(async () => {
    for (const { pid } of inFolder(root)) kill(pid);
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  });
  await cp(WORKBOOK, root, { recursive: true });
  await writeFile(path.join(root, "solutions/lesson-door/server.ts"), SOLUTION);
  await writeFile(path.join(root, "lessons/lesson-door/server.ts"), cutStarter(SOLUTION, "server.ts"));
  for (const part of ["lessons", "solutions", "checks"])
    await cp(path.join(root, part, "lesson-door"), path.join(root, part, "lesson-gate"), { recursive: true });
  const checks = path.join(root, "checks/lesson-gate");
  await rename(path.join(checks, "lesson-door.check.ts"), path.join(checks, "lesson-gate.check.ts"));
  const lessons = [
    { slug: "lesson-door", title: "Opening the door", built: true },
    { slug: "lesson-gate", title: "Opening the gate", built: true },
    { slug: "lesson-roof", title: "Climbing the roof", built: false },
  ];
  const course = { title: "A tiny course", parts: [{ title: "The house", lessons }] };
  await writeFile(path.join(root, "lessons/course.json"), JSON.stringify(course));
  const lessonDir = path.join(root, "lessons/lesson-door");
  await mkdir(path.join(root, "tmp"));
  return {
    root,
    lessonDir,
    right: SOLUTION,
    save: (text) => writeFile(path.join(lessonDir, "server.ts"), text),
    runs: async (slug = "lesson-door") => await keptRuns(path.join(root, ".workbook/runs", slug)),
    start: (words, env) => start(root, words, env, atEnd),
    processes,
    isQuiet: () => until(() => processes().length === 0, GONE_LIMIT_MS),
  };
}

/** The environment of commands in this course. */
export function environment(root: string): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, TMPDIR: path.join(root, "tmp"), WORKBOOK_ROOT: root };
}

/** A running command and the lines it printed so far. */
export interface Talking {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  /** Resolves with line number `index`, counted from 0, as soon as it is there. */
  line(index: number): Promise<string>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly end: Promise<number | string>;
}

function start(root: string, words: readonly string[], env: NodeJS.ProcessEnv = {}, atEnd: AtEnd): Talking {
  const child = spawn(process.execPath, [START, ...words], {
    cwd: root,
    env: { ...environment(root), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  atEnd(async () => {
    child.kill("SIGTERM");
    await end;
  });
  let wake = () => {};
  const collect = (stream: typeof child.stdout): string[] => {
    const lines: string[] = [];
    let pending = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      const parts = (pending + text).split("\n");
      pending = parts.pop() ?? "";
      lines.push(...parts);
      wake();
    });
    return lines;
  };
  const lines = collect(child.stdout);
  const errors = collect(child.stderr);
  const line = async (index: number): Promise<string> => {
    let hasEnded = false;
    const ended = end.then(() => (hasEnded = true));
    while (lines.length <= index) {
      if (hasEnded)
        throw new Error(`the command ended before line ${index}; it printed ${[...lines, ...errors].join("\n")}`);
      await Promise.race([ended, new Promise<void>((resolve) => (wake = resolve))]);
    }
    return lines[index] ?? "";
  };
  return { child, lines, errors, line, end };
}

/** Ends a process, which may have ended meanwhile. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has.
  }
}

async function keptRuns(folder: string): Promise<Verdict[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name !== "latest").toSorted();
  const texts = await Promise.all(
    names.map((name) => readFile(path.join(folder, name, "verdict.json"), "utf8").catch(() => undefined)),
  );
  return texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as Verdict]));
}

/** Resolves once the run under way has read the learner's files: each of its servers has a copy then. */
export async function filesRead(course: CourseFolder): Promise<void> {
  const temporary = path.join(course.root, "tmp");
  const copies = async () =>
    (await readdir(temporary)).filter((name) => existsSync(path.join(temporary, name, "server/server.ts")));
  if (!(await until(async () => (await copies()).length >= 2, 10_000))) throw new Error("no run has read the files");
}
