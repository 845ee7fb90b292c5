import { fileURLToPath } from "node:url";
import { addressSpaceFault } from "../address-space.mjs";
import { MachineLimitError } from "../grade/process-pool.ts";
import { processLevel, type Chosen } from "../isolate/choose.ts";
import type { Verdict } from "../verdict.ts";
import type { FromLane, LaneJob } from "./lane-messages.ts";
import { LaneProcess, type LaneEnd, type Leftovers } from "./lane-process.ts";

/** The longest that one grading takes: all limits of the engine added up, several times over. */
export const JOB_LIMIT_MS = 5 * 60_000;

/**
 * How many jobs one lane takes at a time. Most of a grading is waiting for servers, so one event loop could drive many; but
 * Linux shares out processors among sessions, each server is one, and so is a lane: with six jobs on two busy processors it
 * is late by a quarter of a second, which a server that drops silent clients takes for silence.
 */
const JOBS_PER_LANE = 2;

/** So many lanes in a row that end before they are ready show that no lane will ever be. */
const MAX_STILLBORN = 3;

export interface LanesOptions {
  /** What the lanes see as their environment. @default this process's own */
  readonly environment?: NodeJS.ProcessEnv;
  /** Absolute path of the compiled lane.mjs. @default beside this file, where the compiled engine has it */
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
export class LaneError extends Error {
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
  readonly job: LaneJob;
  readonly fresh: boolean;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: Error) => void;
}

export interface LaneGradeOptions {
  /** Calls the grading off. */
  readonly signal?: AbortSignal;
  /** Grades in a lane that has graded nothing before. @default false */
  readonly fresh?: boolean;
}

/**
 * Grades many submissions, several at a time. Each lane is a process that keeps the engine loaded and takes several jobs. A
 * lane that dies is replaced, and so is one that lives and fails: its compiler may have died, or its memory may be full, and the next
 * submission must not pay for that.
 */
export class Lanes {
  readonly #entry: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #isolation: Chosen;
  readonly #width: number;
  readonly #jobsPerLane: number;
  readonly #lanes = new Set<LaneProcess>();
  readonly #queue: Job[] = [];
  readonly #running = new Map<number, Job & { readonly limit: NodeJS.Timeout }>();
  #numbers = 0;
  #stillborn = 0;
  #broken: LaneError | undefined;
  #closing = false;
  #left: Leftovers = { processes: 0, files: [] };
  #allEnded = () => {};

  /**
   * @param width how many submissions are graded at a time
   * @throws MachineLimitError when no server could run here; the error of the file system when no lane can be made
   */
  constructor(width: number, options: LanesOptions = {}) {
    const { environment = process.env, entry, isolation = processLevel() } = options;
    this.#environment = environment;
    this.#isolation = isolation;
    this.#width = width;
    this.#jobsPerLane = options.jobsPerLane ?? (isolation.level === "process" ? JOBS_PER_LANE : 1);
    this.#entry = entry ?? fileURLToPath(new URL("./lane.mjs", import.meta.url));
    const fault = addressSpaceFault();
    if (fault !== undefined) throw new MachineLimitError(fault);
    try {
      // At once, not with the first job: lanes load the engine while the caller is still looking for submissions.
      for (let jobs = 0; jobs < width; jobs += this.#jobsPerLane) this.#open();
    } catch (error) {
      for (const lane of this.#lanes) lane.kill();
      throw error;
    }
  }

  /**
   * Resolves with the verdict. Rejects with `LaneError` when the lane failed, which says nothing about the submission;
   * with `Error` when the lesson's own files are broken or `signal` was aborted.
   */
  grade(job: LaneJob, { signal, fresh = false }: LaneGradeOptions = {}): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      if (this.#closing) throw new LaneError("the lanes are closed");
      if (this.#broken !== undefined) throw this.#broken;
      signal?.throwIfAborted();
      const number = ++this.#numbers;
      const callOff = () => this.#callOff(number, signal?.reason as Error);
      signal?.addEventListener("abort", callOff, { once: true });
      const settled = () => signal?.removeEventListener("abort", callOff);
      this.#queue.push({
        number,
        job,
        fresh,
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
    if (this.#lanes.size > 0) await ended;
    return this.#left;
  }

  /** Ends the lanes at once; what was under way or waiting rejects with `LaneError`. */
  async stop(): Promise<void> {
    for (const job of this.#queue.splice(0)) job.reject(new LaneError("the lanes were stopped"));
    for (const lane of this.#lanes) lane.kill();
    await this.close();
  }

  #open(): void {
    const lane: LaneProcess = new LaneProcess(this.#entry, this.#environment, this.#isolation, {
      onMessage: (message) => this.#hear(lane, message),
      onEnd: (end) => this.#bury(lane, end),
    });
    this.#lanes.add(lane);
  }

  #next(): void {
    for (;;) {
      const [job] = this.#queue;
      const lane = job === undefined ? undefined : this.#laneFor(job);
      if (job === undefined || lane === undefined) break;
      this.#queue.shift();
      this.#give(lane, job);
    }
    if (this.#closing && this.#queue.length === 0)
      for (const lane of this.#lanes) if (lane.jobs.size === 0) lane.retire();
  }

  /** The lane that is at the fewest jobs. For a fresh job one that had none; an old lane makes room for it. */
  #laneFor({ fresh }: Job): LaneProcess | undefined {
    if (this.#running.size >= this.#width) return undefined;
    const byJobs = () =>
      [...this.#lanes]
        .filter((lane) => !lane.retired && lane.jobs.size < this.#jobsPerLane)
        .toSorted((one, other) => one.jobs.size - other.jobs.size);
    const [least] = byJobs();
    if (!fresh || least === undefined) return least;
    const unused = () => byJobs().find((lane) => !lane.used);
    if (unused() === undefined) this.#replace(least);
    return unused();
  }

  #give(lane: LaneProcess, job: Job): void {
    lane.jobs.add(job.number);
    lane.used = true;
    const limit = setTimeout(() => lane.kill(), JOB_LIMIT_MS);
    this.#running.set(job.number, { ...job, limit });
    lane.send({ kind: "grade", number: job.number, job: job.job });
  }

  #replace(lane: LaneProcess): void {
    lane.retire();
    this.#openOrRefuse();
  }

  /** A lane more; or, when there is none left and none can be made, an end to all that waits. */
  #openOrRefuse(): void {
    try {
      this.#open();
    } catch (error) {
      if ([...this.#lanes].some((lane) => !lane.retired)) return;
      this.#refuse(`no process to grade in could be started: ${(error as Error).message}`);
    }
  }

  #refuse(why: string): void {
    this.#broken = new LaneError(why);
    for (const waiting of this.#queue.splice(0)) waiting.reject(this.#broken);
  }

  #hear(lane: LaneProcess, message: FromLane): void {
    if (message.kind === "ready") {
      this.#stillborn = 0;
      return;
    }
    const job = this.#settle(message.number);
    const isSuspect =
      message.kind === "verdict" ? message.verdict.outcome === "grader-error" : !lane.calledOff.has(message.number);
    lane.finish(message.number);
    if (isSuspect && !lane.retired && (!this.#closing || this.#queue.length > 0)) this.#replace(lane);
    if (message.kind === "verdict") job?.resolve(message.verdict);
    else job?.reject(new Error(message.message));
    this.#next();
  }

  /** A lane that dies takes its jobs with it, as the grader's fault, and another lane takes its place. */
  #bury(lane: LaneProcess, { wasReady, how, left }: LaneEnd): void {
    this.#lanes.delete(lane);
    this.#left = {
      processes: this.#left.processes + left.processes,
      files: [...this.#left.files, ...left.files],
    };
    for (const number of lane.jobs) {
      const job = this.#settle(number);
      job?.reject(new LaneError(`the process that graded ${job.job.display} failed: ${how}`, wasReady));
    }
    if (!wasReady) this.#stillborn++;
    // One that was asked to end has its successor already.
    const wanted = !lane.retired && (!this.#closing || this.#queue.length > 0);
    if (wanted && this.#stillborn < MAX_STILLBORN) {
      this.#openOrRefuse();
      this.#next();
    } else if (wanted && this.#lanes.size === 0) this.#refuse(`no process to grade in could be started: ${how}`);
    if (this.#lanes.size === 0) this.#allEnded();
  }

  #settle(number: number): Job | undefined {
    const job = this.#running.get(number);
    clearTimeout(job?.limit);
    this.#running.delete(number);
    return job;
  }

  /** A job that waits is forgotten; one under way is stopped in its lane, which then tells that it was. */
  #callOff(number: number, reason: Error): void {
    const waiting = this.#queue.findIndex((job) => job.number === number);
    if (waiting !== -1) this.#queue.splice(waiting, 1)[0]?.reject(reason);
    else
      for (const lane of this.#lanes)
        if (lane.jobs.has(number)) {
          lane.calledOff.add(number);
          lane.send({ kind: "abort", number });
        }
  }
}
