import { fileURLToPath } from "node:url";
import { addressSpaceFault } from "../address-space.mjs";
import { MachineLimitError } from "../grade/process-pool.ts";
import { processLevel, type Chosen } from "../isolate/choose.ts";
import type { Verdict } from "../verdict.ts";
import type { FromWorker, WorkerJob } from "./messages.ts";
import { WorkerProcess, type WorkerEnd, type Leftovers } from "./process.ts";

/** The longest that one grading takes: all limits of the engine added up, several times over. */
export const JOB_LIMIT_MS = 5 * 60_000;

/**
 * How many jobs one lane takes at a time. Most of a grading is waiting for servers, so one event loop could drive many; but
 * Linux shares out processors among sessions, each server is one, and so is a lane: with six jobs on two busy processors it
 * is late by a quarter of a second, which a server that drops silent clients takes for silence.
 */
const JOBS_PER_LANE = 2;

/** So many lanes in a row that end before they are ready show that no lane will ever be. */
const MAX_FAILED_STARTS = 3;

export interface WorkerPoolOptions {
  /** What the lanes see as their environment. @default this process's own */
  readonly environment?: NodeJS.ProcessEnv;
  /** Absolute path of the compiled worker.mjs. @default beside this file, where the compiled engine has it */
  readonly entry?: string;
  /** What the lanes and the servers in them are put into; from `chooseIsolation`. @default the level "process" */
  readonly isolation?: Chosen;
  /**
   * How many jobs one lane takes at a time. @default 2, and 1 in sandboxes: in a container a port names no process, and in
   * namespaces the servers of a lane share its network, so submissions in one lane could talk to each other
   */
  readonly jobsPerLane?: number;
}

/** The lane failed, not the submission: the same job may be given again. */
export class WorkerError extends Error {
  override name = "LaneError";
  /** Whether the lane had loaded the engine; one that never did tells nothing about what it was to grade. */
  readonly started: boolean;

  constructor(message: string, started: boolean = false) {
    super(message);
    this.started = started;
  }
}

interface Job {
  readonly number: number;
  readonly job: WorkerJob;
  readonly fresh: boolean;
  readonly onLateness: LaneGradeOptions["onLateness"];
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: Error) => void;
}

export interface LaneGradeOptions {
  /** Calls the grading off. */
  readonly signal?: AbortSignal;
  /** Grades in a lane that has graded nothing before. @default false */
  readonly fresh?: boolean;
  /**
   * Called before the verdict is there, with the longest that the worker's event loop came late meanwhile, in
   * milliseconds: for a server, the client was as slow.
   */
  readonly onLateness?: (lateMs: number) => void;
}

/**
 * Grades many submissions, several at a time. Each lane is a process that keeps the engine loaded and takes several jobs. A
 * lane that dies is replaced, and so is one that lives and fails: its compiler may have died, or its memory may be full, and the next
 * submission must not pay for that.
 */
export class WorkerPool {
  readonly #entry: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #isolation: Chosen;
  readonly #width: number;
  readonly #jobsPerLane: number;
  readonly #workers = new Set<WorkerProcess>();
  readonly #queue: Job[] = [];
  readonly #running = new Map<number, Job & { readonly limit: NodeJS.Timeout }>();
  #numbers = 0;
  #failedStarts = 0;
  #broken: WorkerError | undefined;
  #closing = false;
  #left: Leftovers = { processes: 0, files: [] };
  #allEnded = () => {};

  /**
   * @param width how many submissions are graded at a time
   * @throws MachineLimitError when no server could run here; the error of the file system when no lane can be made
   */
  constructor(width: number, options: WorkerPoolOptions = {}) {
    const { environment = process.env, entry, isolation = processLevel() } = options;
    this.#environment = environment;
    this.#isolation = isolation;
    this.#width = width;
    this.#jobsPerLane = options.jobsPerLane ?? (isolation.level === "process" ? JOBS_PER_LANE : 1);
    this.#entry = entry ?? fileURLToPath(new URL("./worker.mjs", import.meta.url));
    const fault = addressSpaceFault();
    if (fault !== undefined) throw new MachineLimitError(fault);
    try {
      // At once, not with the first job: lanes load the engine while the caller is still looking for submissions.
      for (let jobs = 0; jobs < width; jobs += this.#jobsPerLane) this.#open();
    } catch (error) {
      for (const worker of this.#workers) worker.kill();
      throw error;
    }
  }

  /**
   * Resolves with the verdict. Rejects with `WorkerError` when the lane failed, which says nothing about the submission;
   * with `Error` when the lesson's own files are broken or `signal` was aborted.
   */
  grade(job: WorkerJob, { signal, fresh = false, onLateness }: LaneGradeOptions = {}): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      if (this.#closing) throw new WorkerError("the lanes are closed");
      if (this.#broken !== undefined) throw this.#broken;
      signal?.throwIfAborted();
      const number = ++this.#numbers;
      const cancel = () => this.#cancel(number, signal?.reason as Error);
      signal?.addEventListener("abort", cancel, { once: true });
      const settled = () => signal?.removeEventListener("abort", cancel);
      this.#queue.push({
        number,
        job,
        fresh,
        onLateness,
        resolve: (verdict) => (settled(), resolve(verdict)),
        reject: (error) => (settled(), reject(error)),
      });
      this.#next();
    });
  }

  /**
   * Ends the lanes once what was asked for is done. Resolves when no process and no file of them is left, with what
   * gradings had left behind until then, which should be nothing.
   */
  async close(): Promise<Leftovers> {
    this.#closing = true;
    const ended = new Promise<void>((resolve) => (this.#allEnded = resolve));
    this.#next();
    if (this.#workers.size > 0) await ended;
    return this.#left;
  }

  /** Ends the lanes at once; what was under way or waiting rejects with `WorkerError`. */
  async stop(): Promise<void> {
    for (const job of this.#queue.splice(0)) job.reject(new WorkerError("the lanes were stopped"));
    for (const worker of this.#workers) worker.kill();
    await this.close();
  }

  #open(): void {
    const worker: WorkerProcess = new WorkerProcess(this.#entry, this.#environment, this.#isolation, {
      onMessage: (message) => this.#hear(worker, message),
      onEnd: (end) => this.#onExit(worker, end),
    });
    this.#workers.add(worker);
  }

  #next(): void {
    for (;;) {
      const [job] = this.#queue;
      const worker = job === undefined ? undefined : this.#laneFor(job);
      if (job === undefined || worker === undefined) break;
      this.#queue.shift();
      this.#give(worker, job);
    }
    if (this.#closing && this.#queue.length === 0)
      for (const worker of this.#workers) if (worker.jobs.size === 0) worker.retire();
  }

  /** The lane that is at the fewest jobs. For a fresh job one that had none; an old lane makes room for it. */
  #laneFor({ fresh }: Job): WorkerProcess | undefined {
    if (this.#running.size >= this.#width) return undefined;
    const byJobs = () =>
      [...this.#workers]
        .filter((worker) => !worker.retired && worker.jobs.size < this.#jobsPerLane)
        .toSorted((one, other) => one.jobs.size - other.jobs.size);
    const [least] = byJobs();
    if (!fresh || least === undefined) return least;
    const unused = () => byJobs().find((worker) => !worker.used);
    if (unused() === undefined) this.#replace(least);
    return unused();
  }

  #give(worker: WorkerProcess, job: Job): void {
    worker.jobs.add(job.number);
    worker.used = true;
    const limit = setTimeout(() => worker.kill(), JOB_LIMIT_MS);
    this.#running.set(job.number, { ...job, limit });
    worker.send({ kind: "grade", number: job.number, job: job.job });
  }

  #replace(worker: WorkerProcess): void {
    worker.retire();
    this.#openOrRefuse();
  }

  /** A lane more; or, when there is none left and none can be made, an end to all that waits. */
  #openOrRefuse(): void {
    try {
      this.#open();
    } catch (error) {
      if ([...this.#workers].some((worker) => !worker.retired)) return;
      this.#refuse(`no process to grade in could be started: ${(error as Error).message}`);
    }
  }

  #refuse(why: string): void {
    this.#broken = new WorkerError(why);
    for (const waiting of this.#queue.splice(0)) waiting.reject(this.#broken);
  }

  #hear(worker: WorkerProcess, message: FromWorker): void {
    if (message.kind === "ready") {
      this.#failedStarts = 0;
      return;
    }
    const job = this.#settle(message.number);
    const isSuspect =
      message.kind === "verdict" ? message.verdict.outcome === "grader-error" : !worker.calledOff.has(message.number);
    worker.finish(message.number);
    if (isSuspect && !worker.retired && (!this.#closing || this.#queue.length > 0)) this.#replace(worker);
    if (message.kind === "verdict") {
      job?.onLateness?.(message.lateMs);
      job?.resolve(message.verdict);
    } else job?.reject(new Error(message.message));
    this.#next();
  }

  /** A lane that dies takes its jobs with it, as the grader's fault, and another lane takes its place. */
  #onExit(worker: WorkerProcess, { wasReady, how, left }: WorkerEnd): void {
    this.#workers.delete(worker);
    this.#left = {
      processes: this.#left.processes + left.processes,
      files: [...this.#left.files, ...left.files],
    };
    for (const number of worker.jobs) {
      const job = this.#settle(number);
      job?.reject(new WorkerError(`the process that graded ${job.job.display} failed: ${how}`, wasReady));
    }
    if (!wasReady) this.#failedStarts++;
    // One that was asked to end has its successor already.
    const wanted = !worker.retired && (!this.#closing || this.#queue.length > 0);
    if (wanted && this.#failedStarts < MAX_FAILED_STARTS) {
      this.#openOrRefuse();
      this.#next();
    } else if (wanted && this.#workers.size === 0) this.#refuse(`no process to grade in could be started: ${how}`);
    if (this.#workers.size === 0) this.#allEnded();
  }

  #settle(number: number): Job | undefined {
    const job = this.#running.get(number);
    clearTimeout(job?.limit);
    this.#running.delete(number);
    return job;
  }

  /** A job that waits is forgotten; one under way is stopped in its lane, which then tells that it was. */
  #cancel(number: number, reason: Error): void {
    const waiting = this.#queue.findIndex((job) => job.number === number);
    if (waiting !== -1) this.#queue.splice(waiting, 1)[0]?.reject(reason);
    else
      for (const worker of this.#workers)
        if (worker.jobs.has(number)) {
          worker.calledOff.add(number);
          worker.send({ kind: "abort", number });
        }
  }
}
