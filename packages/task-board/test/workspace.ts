/** A temporary folder for one test file, and the package built in it, for tests with processes of plain Node. */

import { execSync, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const MODULES = fileURLToPath(new URL("..", import.meta.resolve("esbuild/package.json")));

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "task-board-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds the package into `folder` with the very command of its `prepare` script; returns the path of the module. */
export function built(folder: string): string {
  const { scripts } = JSON.parse(readFileSync(path.join(PACKAGE, "package.json"), "utf8")) as {
    scripts: { prepare: string };
  };
  const file = path.join(folder, "index.mjs");
  const command = scripts.prepare.replace("dist/index.mjs", `"${file}"`);
  const PATH = path.join(MODULES, ".bin") + path.delimiter + process.env["PATH"];
  execSync(command, { cwd: PACKAGE, env: { ...process.env, PATH } });
  // Where the module looks for libsql and zod.
  symlinkSync(MODULES, path.join(folder, "node_modules"), "junction");
  return file;
}

/** Starts a program of `test/programs` on a built module; it is killed when the test ends. Resolves when it is ready. */
export async function startProgram(name: string, module: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url)), [module]);
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  await nextMessage(child);
  return child;
}

/** Sends a message to a program of `startProgram` and resolves with its answer. */
export async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  const answer = nextMessage<Answer>(child);
  child.send(message);
  return answer;
}

/** Rejects when the program ends instead. */
async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const done = new AbortController();
  const { signal } = done;
  const ended = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`the program ended with ${code} before it answered`);
  });
  const message = once(child, "message", { signal }).then(([first]) => first as Message);
  try {
    return await Promise.race([message, ended]);
  } finally {
    done.abort();
    await Promise.allSettled([message, ended]);
  }
}
