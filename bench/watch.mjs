/**
 * Save to verdict: from the write of a file to the printed result, for `npm run watch` and for the naive baseline, vitest
 * watching the same file and spawning tsx for every run. Both are running the whole time and are measured in turn.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { makeWorkspace } from "./workspace.mjs";

const LIMIT_MS = 30_000;

/**
 * @param {string} root absolute path of this project
 * @param {number} rounds saves that count; three more come first
 * @returns {Promise<{ name: string, ms: number[], wrong: number }[]>} the naive watcher first
 */
export async function saveToVerdict(root, rounds) {
  const workspace = makeWorkspace(root);
  // The naive watcher's copy lies inside the project, where its imports resolve.
  const naiveFolder = mkdtempSync(path.join(root, "bench/naive/submission-"));
  cpSync(path.join(root, "solutions/lesson-ws"), naiveFolder, { recursive: true });

  const naive = new Watcher(
    "vitest watch, tsx spawned per run",
    [process.execPath, path.join(root, "node_modules/vitest/vitest.mjs"), "--watch", "--root", "."],
    {
      cwd: path.join(root, "bench/naive"),
      env: { SUBMISSION: naiveFolder, NAIVE_TRIGGER: naiveFolder },
      file: path.join(naiveFolder, "ws-server.ts"),
      done: /Tests\s+(?<verdict>.*)\n[^]*?Duration/,
      right: "12 passed",
    },
  );
  const ours = new Watcher(
    "npm run watch lesson-ws",
    [process.execPath, path.join(root, "engine/cli/start.mjs"), "watch", "lesson-ws"],
    {
      cwd: root,
      env: { WORKBOOK_ROOT: workspace.folder },
      file: path.join(workspace.folder, "lessons/lesson-ws/ws-server.ts"),
      done: /^lesson-ws\s+(?<verdict>.*)\n/m,
      right: "3 of 3",
    },
  );
  try {
    const watchers = [naive, ours];
    for (const watcher of watchers) await watcher.verdict();
    for (let round = -3; round < rounds; round++) for (const watcher of watchers) await watcher.save(round);
    return watchers.map(({ name, ms, wrong }) => ({ name, ms, wrong }));
  } finally {
    await Promise.all([naive.stop(), ours.stop()]);
    workspace.remove();
    rmSync(naiveFolder, { recursive: true, force: true });
  }
}

/** A process in watch mode and the file that it watches. */
class Watcher {
  ms = [];
  wrong = 0;
  #output = "";
  #wake = () => {};

  constructor(name, [file, ...words], { cwd, env, file: saved, done, right }) {
    this.name = name;
    this.file = saved;
    this.done = done;
    this.right = right;
    this.child = spawn(file, words, {
      cwd,
      env: { ...process.env, ...env, NO_COLOR: "1", CI: "" },
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
    });
    this.child.stdout.on("data", (chunk) => {
      this.#output += chunk;
      this.#wake();
    });
  }

  /** Resolves with the next verdict's text. */
  async verdict() {
    const deadline = performance.now() + LIMIT_MS;
    for (;;) {
      const found = this.done.exec(this.#output);
      if (found !== null) {
        this.#output = this.#output.slice(found.index + found[0].length);
        return found.groups.verdict;
      }
      if (performance.now() > deadline)
        throw new Error(`${this.name}: no verdict within ${LIMIT_MS} ms. It printed: ${this.#output.slice(-500)}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Changes the file, waits for the verdict, and then lets the watcher become idle before the other one is measured. */
  async save(round) {
    const text = readFileSync(this.file, "utf8").replace(/\n\/\/ save .*\n$/, "");
    const startedAt = performance.now();
    writeFileSync(this.file, `${text}\n// save ${round}\n`);
    const verdict = await this.verdict();
    if (round >= 0) this.ms.push(performance.now() - startedAt);
    if (!verdict.includes(this.right)) this.wrong += 1;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, "exit");
    process.kill(-Number(this.child.pid), "SIGTERM");
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3_000))]);
    try {
      process.kill(-Number(this.child.pid), "SIGKILL");
    } catch {
      // It has ended.
    }
  }
}
