/** A worker as its pool sees it: the process, its folder, and its running jobs. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { killMarked } from "../grade/process-tree.ts";
import { ScratchDir } from "../grade/scratch-dir.ts";
import type { Chosen } from "../isolate/choose.ts";
import type { FromWorker, WorkerStart, ToWorker } from "./messages.ts";

/** How long a worker may take to load the engine. */
export const WORKER_START_LIMIT_MS = 60_000;

/** A worker that is asked to close is idle; it is killed if it has not exited within this time. */
const WORKER_END_LIMIT_MS = 10_000;

/** How much of the end of a worker's standard error is kept: it explains a crash of the engine. */
const STDERR_TAIL_CHARS = 2_000;

export interface WorkerEvents {
  readonly onMessage: (message: FromWorker) => void;
  /** Called once, after the worker's processes and files are gone. */
  readonly onEnd: (end: WorkerEnd) => void;
}

export interface WorkerEnd {
  /** Whether the worker had loaded the engine. */
  readonly wasReady: boolean;
  /** For example `it was ended by SIGKILL`. */
  readonly how: string;
  /** What its gradings left behind; empty for a worker that was killed, possibly during a grading. */
  readonly left: Leftovers;
}

/** What should not exist once the last grading of a worker is over. */
export interface Leftovers {
  readonly processes: number;
  /** Names in the worker's temporary folder. */
  readonly files: readonly string[];
}

export class WorkerProcess {
  /** The numbers of the running jobs. */
  readonly jobs = new Set<number>();
  /** Running jobs that were cancelled: their errors do not mean that the worker is broken. */
  readonly cancelled = new Set<number>();
  /** Whether it ever had a job. */
  used = false;
  #retired = false;
  readonly #child: ChildProcess;
  readonly #scratch: ScratchDir;
  readonly #temporary: string;
  #ready = false;
  #closed = false;
  #endLimit: NodeJS.Timeout | undefined;
  #stderrTail = "";

  /**
   * @param entry absolute path of the compiled worker.mjs
   * @param environment of the worker; the worker's own temporary folder is created in its TMPDIR, if set
   * @param isolation of the worker and of each server in it
   */
  constructor(entry: string, environment: NodeJS.ProcessEnv, isolation: Chosen, events: WorkerEvents) {
    this.#scratch = new ScratchDir("workbook-worker-", environment["TMPDIR"]);
    const { folder } = this.#scratch;
    // Separate from the worker's own files, so that what a grading leaves behind can be recognised.
    this.#temporary = path.join(folder, "tmp");
    mkdirSync(this.#temporary);
    const start: WorkerStart = { level: isolation.level, program: isolation.program, folder };
    const [program = "", ...args] = isolation.wrap([process.execPath, entry, JSON.stringify(start)], folder);
    this.#child = spawn(program, args, {
      // Only the parent process gets the Ctrl-C of the terminal; it then stops the workers in order.
      detached: process.platform !== "win32",
      env: { ...environment, TMPDIR: this.#temporary },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      windowsHide: true,
    });
    const limit = setTimeout(() => this.kill(), WORKER_START_LIMIT_MS);
    this.#child.on("message", (message: FromWorker) => {
      if (message.kind === "ready") {
        this.#ready = true;
        clearTimeout(limit);
      }
      events.onMessage(message);
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-STDERR_TAIL_CHARS);
    });
    let hasEnded = false;
    const ended = (how: string) => {
      // A process that could not be started emits `error`, and mostly `close` after it.
      if (hasEnded) return;
      hasEnded = true;
      clearTimeout(limit);
      clearTimeout(this.#endLimit);
      void this.#clear().then((left) =>
        events.onEnd({
          wasReady: this.#ready,
          how: this.#explained(how),
          left: this.#closed ? left : { processes: 0, files: [] },
        }),
      );
    };
    this.#child.once("error", (error) => {
      if (this.#child.pid === undefined) ended(`it could not be started (${error.message})`);
    });
    this.#child.once("close", (code, signal) =>
      ended(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
    );
  }

  /** Whether it takes no more jobs and exits after the running ones. */
  get retired(): boolean {
    return this.#retired;
  }

  /** Ends it once its running jobs are done. */
  retire(): void {
    this.#retired = true;
    if (this.jobs.size === 0 && !this.#closed) this.send({ kind: "close" });
  }

  /** Records that a job has ended. */
  finish(job: number): void {
    this.jobs.delete(job);
    this.cancelled.delete(job);
    if (this.#retired) this.retire();
  }

  send(message: ToWorker): void {
    if (message.kind === "close") {
      this.#endLimit = setTimeout(() => this.kill(), WORKER_END_LIMIT_MS);
      this.#closed = true;
    }
    // A worker that has just died emits `close` shortly; its jobs are settled then.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Kills it. Its servers notice, and end too. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Ends processes and removes files that the worker left behind. */
  async #clear(): Promise<Leftovers> {
    const { found } = await killMarked([{ mark: `TMPDIR=${this.#temporary}`, folder: this.#temporary }]);
    const files = await readdir(this.#temporary).catch(() => []);
    await this.#scratch.remove().catch(() => {});
    return { processes: found, files };
  }

  #explained(how: string): string {
    const stderr = this.#stderrTail.trim();
    return stderr === "" ? how : `${how}; its standard error: ${stderr}`;
  }
}
