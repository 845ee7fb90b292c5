/** One lane, seen from outside: its process, the folder that is its own, and the jobs it is at. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { killMarked } from "../grade/process-tree.ts";
import { ScratchDir } from "../grade/scratch-dir.ts";
import type { Chosen } from "../isolate/choose.ts";
import type { FromWorker, WorkerStart, ToWorker } from "./messages.ts";

/** A lane that has not loaded the engine within this time never will. */
export const WORKER_START_LIMIT_MS = 60_000;

/** A lane that was asked to end has nothing to do; one that has not ended within this time is killed. */
const LANE_END_LIMIT_MS = 10_000;

/** The end of what a lane said on its standard error: a crash of ours is explained there. */
const LAST_WORDS_CHARS = 2_000;

export interface WorkerEvents {
  readonly onMessage: (message: FromWorker) => void;
  /** Called once, when nothing of the lane is left: no process, no file. */
  readonly onEnd: (end: WorkerEnd) => void;
}

export interface WorkerEnd {
  /** Whether it had loaded the engine. */
  readonly wasReady: boolean;
  /** For example `it was ended by SIGKILL`. */
  readonly how: string;
  /** What its gradings left behind; nothing is said about a lane that was killed in the middle of one. */
  readonly left: Leftovers;
}

/** What should not be there once the last grading of a lane is over. */
export interface Leftovers {
  readonly processes: number;
  /** Names in the lane's temporary folder. */
  readonly files: readonly string[];
}

export class WorkerProcess {
  /** The numbers of the jobs it is at. */
  readonly jobs = new Set<number>();
  /** Those that were called off: an error is then no sign that the lane is broken. */
  readonly calledOff = new Set<number>();
  /** Whether it was ever given a job. */
  used = false;
  #retired = false;
  readonly #child: ChildProcess;
  readonly #scratch: ScratchDir;
  readonly #temporary: string;
  #ready = false;
  #closed = false;
  #endLimit: NodeJS.Timeout | undefined;
  #lastWords = "";

  /**
   * @param entry absolute path of the compiled worker.mjs
   * @param environment of the lane; its TMPDIR, if any, is where the lane's own temporary folder is made
   * @param isolation what the lane, and each server in it, is put into
   */
  constructor(entry: string, environment: NodeJS.ProcessEnv, isolation: Chosen, events: WorkerEvents) {
    this.#scratch = new ScratchDir("workbook-lane-", environment["TMPDIR"]);
    const { folder } = this.#scratch;
    // Apart from what the lane itself needs, so that what a grading leaves behind can be told.
    this.#temporary = path.join(folder, "tmp");
    mkdirSync(this.#temporary);
    const start: WorkerStart = { level: isolation.level, program: isolation.program, folder };
    const [program = "", ...args] = isolation.wrap([process.execPath, entry, JSON.stringify(start)], folder);
    this.#child = spawn(program, args, {
      // A Ctrl-C in the terminal is for whoever opened the lanes, who then calls them off in order.
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
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_CHARS);
    });
    const ended = (how: string) => {
      clearTimeout(limit);
      clearTimeout(this.#endLimit);
      void this.#clear().then((left) =>
        events.onEnd({
          wasReady: this.#ready,
          how: this.#told(how),
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

  /** Whether it is to end, and takes no more jobs. */
  get retired(): boolean {
    return this.#retired;
  }

  /** Ends it once the jobs that it is at are done. */
  retire(): void {
    this.#retired = true;
    if (this.jobs.size === 0 && !this.#closed) this.send({ kind: "close" });
  }

  /** Takes a job off its list. */
  finish(job: number): void {
    this.jobs.delete(job);
    this.calledOff.delete(job);
    if (this.#retired) this.retire();
  }

  send(message: ToWorker): void {
    if (message.kind === "close") {
      this.#endLimit = setTimeout(() => this.kill(), LANE_END_LIMIT_MS);
      this.#closed = true;
    }
    // A lane that has just died reports its end in a moment; its job is settled then.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Ends it at once. Its servers notice that it is gone, and end too. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Removes what is left: everything, after a lane that was killed. */
  async #clear(): Promise<Leftovers> {
    const { found } = await killMarked([{ mark: `TMPDIR=${this.#temporary}`, folder: this.#temporary }]);
    const files = await readdir(this.#temporary).catch(() => []);
    await this.#scratch.remove().catch(() => {});
    return { processes: found, files };
  }

  #told(how: string): string {
    const words = this.#lastWords.trim();
    return words === "" ? how : `${how}; it said: ${words}`;
  }
}
