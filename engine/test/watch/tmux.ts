/**
 * A real terminal to look at and type into: a tmux server of its own for each test. What is on the screen is waited
 * for by looking again and again, with a limit.
 */
import { execFile, execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { environment } from "./course.ts";

const LOOK_LIMIT_MS = 20_000;
const LOOK_AGAIN_MS = 25;
/** The shell's prompt, which nothing else prints. */
const PROMPT = "shell>";
const run = promisify(execFile);
let opened = 0;

export interface Terminal {
  /** What is on the screen, without spaces at the ends of lines. */
  screen(): Promise<string>;
  /** The same with colours. */
  colored(): Promise<string>;
  /** All that ever was on it, as far as the terminal keeps it. */
  history(): Promise<string>;
  /** Every byte that was written to it. */
  bytes(): Promise<string>;
  /** Resolves with the screen once it shows a text. Rejects with the screen when it does not. */
  shows(text: string | RegExp): Promise<string>;
  /** Resolves with the screen once it does not show a text. */
  hides(text: string | RegExp): Promise<string>;
  /** Presses keys, named as tmux names them: `q`, `Enter`, `Up`, `C-c`. */
  press(...keys: string[]): Promise<void>;
  /** Types a command into the shell and returns what it printed, once the shell prompts again. */
  command(line: string): Promise<string>;
  /** Types a command that goes on. */
  launch(line: string): Promise<void>;
  /** Resolves when the shell prompts. */
  prompts(): Promise<string>;
  resize(columns: number, rows: number): Promise<void>;
  /** Closes the terminal under whatever runs in it. */
  close(): Promise<void>;
}

/** Says in one sentence what these tests need. */
export function requireTmux(): void {
  try {
    execFileSync("tmux", ["-V"], { stdio: "ignore" });
  } catch {
    throw new Error(
      "These tests type into a real terminal and need tmux 3.2 or newer: install the package tmux (apt-get install tmux).",
    );
  }
}

/** A shell in a folder that is a course. It is closed when the test is over. */
export async function terminal(
  root: string,
  { columns = 80, rows = 30, env = {} }: { columns?: number; rows?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Terminal> {
  const socket = path.join(root, "tmp", "tmux");
  const tmux = async (...words: string[]) =>
    (await run("tmux", ["-S", socket, "-f", "/dev/null", ...words], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  const log = path.join(root, "tmp", "terminal.log");
  const variables = Object.entries({
    ...environment(root),
    TERM: "tmux-256color",
    LANG: "C.UTF-8",
    PS1: `${PROMPT} `,
    ...env,
  });
  const shell = ["env", "-i", ...variables.map(([name, value]) => `${name}=${value}`), "bash", "--norc", "--noprofile"];
  onTestFinished(async () => void (await tmux("kill-server").catch(() => undefined)));
  const size = ["-x", String(columns), "-y", String(rows)];
  await tmux("-u", "new-session", "-d", "-s", "t", ...size, "-c", root, shell.map((word) => `'${word}'`).join(" "));
  await tmux("pipe-pane", "-t", "t", `cat > '${log}'`);

  const screen = async () => (await tmux("capture-pane", "-p", "-t", "t")).trimEnd();
  const wait = async (what: string, holds: (text: string) => boolean): Promise<string> => {
    const deadline = Date.now() + LOOK_LIMIT_MS;
    for (;;) {
      const text = await screen();
      if (holds(text)) return text;
      if (Date.now() > deadline) throw new Error(`${what} within ${LOOK_LIMIT_MS / 1000} s; the screen is\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  };
  const has = (text: string, wanted: string | RegExp) =>
    typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
  const prompts = () => wait("the shell did not prompt", (text) => text.endsWith(PROMPT));
  const launch = async (line: string): Promise<void> => {
    await prompts();
    await tmux("send-keys", "-t", "t", "-l", line);
    await tmux("send-keys", "-t", "t", "Enter");
  };
  await prompts();
  return {
    screen,
    prompts,
    launch,
    colored: () => tmux("capture-pane", "-e", "-p", "-t", "t"),
    history: () => tmux("capture-pane", "-p", "-S", "-", "-t", "t"),
    bytes: () => readFile(log, "utf8"),
    shows: (wanted) => wait(`${String(wanted)} did not appear`, (text) => has(text, wanted)),
    hides: (wanted) => wait(`${String(wanted)} did not go`, (text) => !has(text, wanted)),
    press: async (...keys) => void (await tmux("send-keys", "-t", "t", ...keys)),
    command: async (line) => {
      // A number of its own makes this answer unlike any earlier one.
      const end = `end-${++opened}`;
      await launch(`${line}; echo ${end.replace("-", "-''")}`);
      const text = await wait(`${line} did not end`, (all) => all.includes(`\n${end}`));
      return text
        .slice(text.lastIndexOf(`echo ${end.replace("-", "-''")}`), text.lastIndexOf(`\n${end}`))
        .split("\n")
        .slice(1)
        .join("\n");
    },
    resize: async (width, height) =>
      void (await tmux("resize-window", "-t", "t", "-x", String(width), "-y", String(height))),
    close: async () => void (await tmux("kill-server")),
  };
}
