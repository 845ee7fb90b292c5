/**
 * Save to verdict: from the write of a file to the printed result, for `npm run watch` and for the naive baseline, vitest
 * watching the same file and spawning tsx for every run. Both are running the whole time and are measured in turn.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { failingSaves } from "./failing-saves.mjs";
import { makeWorkspace } from "./workspace.mjs";

const LIMIT_MS = 30_000;

/**
 * @param {string} root absolute path of this project
 * @param {number} rounds saves that count; three more come first
 * @returns {Promise<{ name: string, ms: number[], wrong: number }[]>} the naive watcher first
 */
export async function saveToVerdict(root, rounds) {
  return await withWatchers(root, "lesson-ws", async (watchers) => {
    for (let round = -3; round < rounds; round++) for (const watcher of watchers) await watcher.save(round);
    return watchers.map(({ name, ms, wrong }) => ({ name, ms, wrong }));
  });
}

/**
 * The same for code that fails, one kind of failure after the other.
 * @param {string} root absolute path of this project
 * @param {string} lesson one of `LESSONS`
 * @param {number} rounds saves of each kind that count; one more comes first
 * @returns {Promise<{ save: string, watchers: { name: string, ms: number[], wrong: number }[] }[]>} the naive watcher first
 */
export async function failingSaveToVerdict(root, lesson, rounds) {
  return await withWatchers(root, lesson, async (watchers) => {
    const measured = [];
    for (const { name: save, text, beside, right } of failingSaves(root, lesson).saves) {
      for (const watcher of watchers) {
        // What the naive watcher says of code that does not compile is not a count of failures.
        Object.assign(watcher, { ms: [], wrong: 0, right: watcher.isNaive ? "" : right });
        for (const [name, content] of beside) writeFileSync(path.join(path.dirname(watcher.file), name), content);
        // Other files start a run of their own, whose verdict must not be taken for that of a save.
        if (beside.length > 0) {
          await watcher.verdict();
          await watcher.idle();
        }
      }
      for (let round = -1; round < rounds; round++)
        for (const watcher of watchers) await watcher.save(round, round === -1 ? text : undefined);
      measured.push({ save, watchers: watchers.map(({ name, ms, wrong }) => ({ name, ms, wrong })) });
    }
    return measured;
  });
}

/** Runs `measure` with the naive watcher and ours, each on a copy of the lesson's solution. */
async function withWatchers(root, lesson, measure) {
  const workspace = makeWorkspace(root, lesson);
  // The naive watcher's copy lies inside the project, where its imports resolve.
  const naiveFolder = mkdtempSync(path.join(root, "bench/naive/submission-"));
  cpSync(path.join(root, "solutions", lesson), naiveFolder, { recursive: true });
  const { file } = failingSaves(root, lesson);

  const naive = new Watcher(
    "vitest watch, tsx spawned per run",
    [process.execPath, path.join(root, "node_modules/vitest/vitest.mjs"), "--watch", "--root", "."],
    {
      cwd: path.join(root, "bench/naive"),
      env: { SUBMISSION: naiveFolder, NAIVE_TRIGGER: naiveFolder, NAIVE_LESSON: lesson },
      file: path.join(naiveFolder, file),
      done: /Tests\s+(?<verdict>.*)\n[^]*?Duration/,
      right: "passed",
    },
  );
  naive.isNaive = true;
  const ours = new Watcher(
    `npm run watch ${lesson}`,
    [process.execPath, path.join(root, "engine/cli/start.mjs"), "watch", lesson],
    {
      cwd: root,
      env: { WORKBOOK_ROOT: workspace.folder },
      file: path.join(workspace.folder, "lessons", lesson, file),
      done: new RegExp(`^${lesson}\\s+(?<verdict>.*)\\n`, "m"),
      right: "3 of 3",
    },
  );
  const watchers = [naive, ours];
  try {
    for (const watcher of watchers) await watcher.verdict();
    return await measure(watchers);
  } finally {
    await Promise.all(watchers.map((watcher) => watcher.stop()));
    workspace.remove();
    rmSync(naiveFolder, { recursive: true, force: true });
  }
}

/** A process in watch mode and the file that it watches. */
class Watcher {
  ms = [];
  wrong = 0;
  isNaive = false;
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
      // What fails is in the verdict.
      stdio: ["pipe", "pipe", "ignore"],
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
  async save(round, newText = readFileSync(this.file, "utf8")) {
    const text = newText.replace(/\n\/\/ save .*\n$/, "");
    const startedAt = performance.now();
    writeFileSync(this.file, `${text}\n// save ${round}\n`);
    const verdict = await this.verdict();
    if (round >= 0) this.ms.push(performance.now() - startedAt);
    if (!verdict.includes(this.right)) this.wrong += 1;
    await this.idle();
  }

  /** Resolves once nothing has been printed for a while; a report of failures follows the verdict. */
  async idle() {
    let printed;
    do {
      printed = this.#output.length;
      await new Promise((resolve) => setTimeout(resolve, 400));
    } while (this.#output.length !== printed);
    this.#output = "";
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
