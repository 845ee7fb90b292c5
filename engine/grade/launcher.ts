/** Starts every process of one grading, and in the end removes all of them, with their files and databases. */
import type { NoProgram, ProgramOptions, ProgramProcess } from "../kit/run.ts";
import type { Advice } from "../verdict.ts";
import type { Boot } from "./boot.ts";
import { DataDir } from "./data-dir.ts";
import { BOOT_LIMIT_MS, OBSERVED_BOOT_LIMIT_MS } from "./limits.ts";
import { NotGradable } from "./not-gradable.ts";
import type { Prebundle } from "./prebundle.ts";
import type { ProcessPool } from "./process-pool.ts";
import type { Programs } from "./programs.ts";
import { killMarked } from "./process-tree.ts";
import { Redis } from "./redis/redis.ts";
import type { LaunchSpec, StartOptions } from "./launch-spec.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Stage } from "./stage.ts";

export class Launcher {
  /** In the order of their starts. */
  readonly processes: ServerProcess[] = [];
  /** How many of them have ended; set once all were stopped. */
  stopped = 0;
  readonly #pool: ProcessPool;
  readonly #prebundle: Prebundle;
  readonly #dataDirs: DataDir[] = [];
  readonly #redises: Redis[] = [];
  /** The copying of files under way, by process. */
  readonly #copying = new Map<ServerProcess, Promise<void>>();
  #stage: Stage | undefined;
  #programs: Programs | undefined;
  #closed = false;

  /** @param prebundle packages that each process loads in advance */
  constructor(pool: ProcessPool, prebundle: Prebundle) {
    this.#pool = pool;
    this.#prebundle = prebundle;
  }

  /** A folder for a database, filled from `seed`, a JSON text. It is removed after the last process has ended. */
  dataDir(seed: string): DataDir {
    const dataDir = new DataDir(seed, this.#pool.sandbox);
    this.#dataDirs.push(dataDir);
    return dataDir;
  }

  /** Starts a Redis, which goes with the last process. Throws when it does not start, or in a container. */
  async redis(): Promise<Redis> {
    const { sandbox } = this.#pool;
    if (sandbox?.level === "container")
      throw new Error(
        "a lesson with a Redis cannot be checked in a container, because it could not reach the check from there: use --isolation namespaces or process",
      );
    const redis = new Redis(sandbox);
    this.#redises.push(redis);
    await redis.open();
    return redis;
  }

  /** What to say of the Redis that the servers found. */
  advice(): Advice[] {
    if (!this.#redises.some(({ isStandIn }) => isStandIn)) return [];
    const text =
      "there is no redis-server or valkey-server on PATH, so this run used the workbook's stand-in for Redis, which knows strings, hashes, sets, sorted sets, transactions and pub/sub; install Redis or Valkey for the rest";
    return [{ code: "redis-stand-in", text }];
  }

  /** Why the result says nothing about the submission, where it is not right; undefined when it does. */
  inconclusiveReason(): string | undefined {
    const [command] = this.#redises.flatMap(({ unknownCommands }) => [...unknownCommands]);
    return command === undefined
      ? undefined
      : `the server uses ${command}, which the workbook's stand-in for Redis does not know; install redis-server or valkey-server, and run the check again`;
  }

  /** A process that is ready for a file to run. Throws once all were stopped. */
  spawn(data?: DataDir): ServerProcess {
    if (this.#closed) throw new Error("the grading is over, so no further process is started");
    const process = this.#pool.take(this.#prebundle, data);
    this.processes.push(process);
    if (this.#stage !== undefined) void this.#copyTo(process, this.#stage);
    return process;
  }

  /** Begins to copy the submission to the folder of each process. @param programs programs that can run beside the server */
  prepare(stage: Stage, programs?: Programs): void {
    this.#stage = stage;
    this.#programs = programs;
    for (const process of this.processes) void this.#copyTo(process, stage);
  }

  /** Runs a file of the submission in the process. Call `prepare` first. */
  async start(process: ServerProcess, launchSpec: LaunchSpec, options?: StartOptions): Promise<void> {
    if (this.#stage === undefined) throw new Error("there is nothing to run yet");
    await this.#copying.get(process);
    await process.start(launchSpec, this.#stage.files, options);
  }

  /** The same for a server, and waits until it listens. */
  async boot(process: ServerProcess, launchSpec: LaunchSpec, options?: StartOptions): Promise<Boot> {
    await this.start(process, launchSpec, options);
    return process.boot(launchSpec.observed === true ? OBSERVED_BOOT_LIMIT_MS : BOOT_LIMIT_MS);
  }

  /** Runs a program of the submission in a process of its own. See `SubmissionProcesses.runProgram`. */
  async run(
    name: string,
    { environment, args, onOutput }: ProgramOptions,
    data: DataDir | undefined,
  ): Promise<ProgramProcess | NoProgram> {
    if (this.#pool.sandbox?.level === "container")
      throw new Error(
        `the program ${name} cannot be checked in a container, because it could not reach the check from there: use --isolation namespaces or process`,
      );
    if (this.#programs === undefined) throw new Error("there is nothing to run yet");
    let launchSpec: LaunchSpec;
    try {
      launchSpec = await this.#programs.launchSpec(name);
    } catch (error) {
      if (!(error instanceof NotGradable)) throw error;
      const { message, hint, file, line, column } = error.reason;
      return {
        sentence: message,
        ...(hint === undefined ? {} : { hint }),
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
      };
    }
    const started = this.spawn(data);
    started.stdout.onChunk = (chunk) => onOutput("stdout", chunk);
    started.stderr.onChunk = (chunk) => onOutput("stderr", chunk);
    await this.start(started, launchSpec, { environment, args });
    await started.begun();
    return {
      ended: () => (started.stopping ? undefined : started.ended),
      end: started.end,
      signal: (signal) => started.sendSignal(signal),
      measureStarvation: () => started.measureStarvation(),
      kill: () => this.end(started),
    };
  }

  /** Ends one process; resolves when it, its descendants and its files are gone. Its database stays. */
  async end(process: ServerProcess): Promise<void> {
    await process.stop();
    if (!process.sandboxed) await killMarked([process.trace]);
    await this.#copying.get(process)?.catch(() => {});
    await process.serverDir.remove();
  }

  /** Resolves when every process, its descendants, its files and its database are gone. */
  async stop(): Promise<void> {
    this.#closed = true;
    const { processes } = this;
    await Promise.all(processes.map((process) => process.stop()));
    await Promise.all(this.#redises.map((redis) => redis.close()));
    // Nothing outlives a sandbox, so there is nothing to search for.
    const outside = processes.filter(({ sandboxed }) => !sandboxed);
    const { left } = outside.length === 0 ? { left: [] } : await killMarked(outside.map(({ trace }) => trace));
    const alive = new Set(left.map(({ mark }) => mark));
    this.stopped = processes.filter(({ ended, mark }) => ended !== undefined && !alive.has(mark)).length;
    // A copy still under way would create the folder again.
    await Promise.allSettled(this.#copying.values());
    await Promise.all([...processes.map(({ serverDir }) => serverDir), ...this.#dataDirs].map((dir) => dir.remove()));
  }

  #copyTo(process: ServerProcess, stage: Stage): Promise<void> {
    // A sandboxed process gets its files when it is started.
    const copying = process.sandboxed ? Promise.resolve() : stage.writeTo(process.serverDir.folder);
    this.#copying.set(process, copying);
    copying.catch(() => {});
    return copying;
  }
}
