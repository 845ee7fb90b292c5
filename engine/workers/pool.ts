import { fileURLToPath } from "node:url";
import { addressSpaceFault } from "../address-space.mjs";
import { MachineLimitError } from "../grade/process-pool.ts";
import { processLevel, type Chosen } from "../isolate/choose.ts";
import type { Verdict } from "../verdict.ts";
import type { FromWorker, WorkerJob } from "./messages.ts";
import { WorkerProcess, type WorkerEnd, type Leftovers } from "./process.ts";

/** The limit of one grading: several times the sum of the engine's own limits. */
export const JOB_LIMIT_MS = 5 * 60_000;

/**
 * How many jobs one worker takes at a time. A grading mostly waits for servers, so one event loop could drive many; but
 * Linux divides processor time among sessions (sched(7), autogroup), and each server and each worker has its own: with
 * six jobs on two busy processors a worker is 250 ms late, and servers that drop silent clients drop it.
 */
const JOBS_PER_WORKER = 2;

/** The pool gives up after this many workers in a row that end before they are ready. */
const MAX_FAILED_STARTS = 3;

export interface WorkerPoolOptions {
  /** The environment of the workers. @default `process.env` */
  readonly environment?: NodeJS.ProcessEnv;
  /** Absolute path of the compiled worker.mjs. @default beside this file, where the compiled engine has it */
  readonly entry?: string;
  /** The isolation of the workers and their servers; from `chooseIsolation`. @default the level "process" */
  readonly isolation?: Chosen;
  /**
   * How many jobs one worker takes at a time. @default 2, and 1 in sandboxes: in a container a port does not identify a
   * process, and in namespaces the servers of a worker share its network, so its submissions could reach each other
   */
  readonly jobsPerWorker?: number;
}

/** The worker failed, not the submission: the job may be retried. */
export class WorkerError extends Error {
  override name = "WorkerError";
  /** Whether the worker had loaded the engine; if not, its failure says nothing about the submission. */
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
  readonly onLateness: PoolGradeOptions["onLateness"];
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: Error) => void;
}

export interface PoolGradeOptions {
  /** Cancels the grading. */
  readonly signal?: AbortSignal;
  /** Grades in a worker that has graded nothing before. @default false */
  readonly fresh?: boolean;
  /**
   * Called before `grade` resolves, with the longest delay of the worker's event loop during the grading, in
   * milliseconds: to the server, its client was that slow.
   */
  readonly onLateness?: (lateMs: number) => void;
}

/**
 * Grades many submissions, several at a time. Each worker is a process that keeps the engine loaded and takes several
 * jobs. A worker that dies is replaced, and so is one that reports an error: its compiler may have died or its memory
 * may be full, which must not affect the next submission.
 */
export class WorkerPool {
  readonly #entry: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #isolation: Chosen;
  readonly #width: number;
  readonly #jobsPerWorker: number;
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
   * @throws MachineLimitError when no server can run here; a file system error when no worker can be created
   */
  constructor(width: number, options: WorkerPoolOptions = {}) {
    const { environment = process.env, entry, isolation = processLevel() } = options;
    this.#environment = environment;
    this.#isolation = isolation;
    this.#width = width;
    this.#jobsPerWorker = options.jobsPerWorker ?? (isolation.level === "process" ? JOBS_PER_WORKER : 1);
    this.#entry = entry ?? fileURLToPath(new URL("./worker.mjs", import.meta.url));
    const fault = addressSpaceFault();
    if (fault !== undefined) throw new MachineLimitError(fault);
    try {
      // Not with the first job: workers load the engine while the caller is still looking for submissions.
      for (let jobs = 0; jobs < width; jobs += this.#jobsPerWorker) this.#open();
    } catch (error) {
      for (const worker of this.#workers) worker.kill();
      throw error;
    }
  }

  /**
   * Resolves with the verdict. Rejects with `WorkerError` when the worker failed, which says nothing about the
   * submission; with `Error` when the lesson's own files are broken or `signal` was aborted.
   */
  grade(job: WorkerJob, { signal, fresh = false, onLateness }: PoolGradeOptions = {}): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      if (this.#closing) throw new WorkerError("the workers are closed");
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
   * Ends the workers after the jobs given so far. Resolves once their processes and files are gone, with what gradings
   * had left behind, which should be nothing.
   */
  async close(): Promise<Leftovers> {
    this.#closing = true;
    const ended = new Promise<void>((resolve) => (this.#allEnded = resolve));
    this.#next();
    if (this.#workers.size > 0) await ended;
    return this.#left;
  }

  /** Kills the workers; running and waiting jobs reject with `WorkerError`. */
  async stop(): Promise<void> {
    for (const job of this.#queue.splice(0)) job.reject(new WorkerError("the workers were stopped"));
    for (const worker of this.#workers) worker.kill();
    await this.close();
  }

  #open(): void {
    const worker: WorkerProcess = new WorkerProcess(this.#entry, this.#environment, this.#isolation, {
      onMessage: (message) => this.#onMessage(worker, message),
      onEnd: (end) => this.#onExit(worker, end),
    });
    this.#workers.add(worker);
  }

  #next(): void {
    for (;;) {
      const [job] = this.#queue;
      const worker = job === undefined ? undefined : this.#workerFor(job);
      if (job === undefined || worker === undefined) break;
      this.#queue.shift();
      this.#give(worker, job);
    }
    if (this.#closing && this.#queue.length === 0)
      for (const worker of this.#workers) if (worker.jobs.size === 0) worker.retire();
  }

  /** The worker with the fewest jobs; for a fresh job an unused one, which replaces a used one if necessary. */
  #workerFor({ fresh }: Job): WorkerProcess | undefined {
    if (this.#running.size >= this.#width) return undefined;
    const byJobs = () =>
      [...this.#workers]
        .filter((worker) => !worker.retired && worker.jobs.size < this.#jobsPerWorker)
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

  /** Opens another worker. Rejects all waiting jobs when that fails and no other worker is left. */
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

  #onMessage(worker: WorkerProcess, message: FromWorker): void {
    if (message.kind === "ready") {
      this.#failedStarts = 0;
      return;
    }
    const job = this.#settle(message.number);
    const isSuspect =
      message.kind === "verdict" ? message.verdict.outcome === "grader-error" : !worker.cancelled.has(message.number);
    worker.finish(message.number);
    if (isSuspect && !worker.retired && (!this.#closing || this.#queue.length > 0)) this.#replace(worker);
    if (message.kind === "verdict") {
      job?.onLateness?.(message.lateMs);
      job?.resolve(message.verdict);
    } else job?.reject(new Error(message.message));
    this.#next();
  }

  /** Rejects the jobs of a worker that died, as the grader's fault, and replaces it. */
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
    // A retired worker has been replaced already.
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

  /** Drops a waiting job; aborts a running one in its worker, which then reports an error for it. */
  #cancel(number: number, reason: Error): void {
    const waiting = this.#queue.findIndex((job) => job.number === number);
    if (waiting !== -1) this.#queue.splice(waiting, 1)[0]?.reject(reason);
    else
      for (const worker of this.#workers)
        if (worker.jobs.has(number)) {
          worker.cancelled.add(number);
          worker.send({ kind: "abort", number });
        }
  }
}
