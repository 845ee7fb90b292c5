/**
 * The process that compiles submissions: esbuild's own program, which gets the text of every file from us and can open
 * none. It has limits of time, memory and output, and is replaced when it has died.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { availableParallelism } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import type { BuildFailure, BuildOptions, BuildResult } from "esbuild";
import { esbuildStartedBy } from "../esbuild.ts";
import type { Sandbox } from "../isolate/sandbox.ts";
import { timeLimit, within } from "../kit/time-limit.ts";
import {
  COMPILE_CPU_SECONDS,
  COMPILE_LIMIT_MS,
  COMPILE_MAX_STARVED_MS,
  COMPILE_MEMORY_BYTES,
  COMPILE_OUTPUT_BYTES,
  COMPILER_END_LIMIT_MS,
  GONE_LIMIT_MS,
} from "./limits.ts";
import { compilerStopped, type CompilerLimit } from "./compile-reason.ts";
import { unstarvedTimeLimit } from "./processor-time.ts";

/** Kept of what the program prints when it dies: the cause stands in the first lines. */
const COMPLAINT_CHARACTERS = 4_096;

/** A process that dies before it is ready is started again so often: nothing of a submission was in it. */
const START_ATTEMPTS = 3;
const SEAL_ATTEMPTS = 100;

/**
 * How the program is started. The limit of five open files is what keeps every file of this machine shut: descriptors 0 to
 * 2 are pipes to us, 3 and 4 are what Go's runtime waits with, and no number is left for a file or a folder. esbuild opens
 * some that no plugin is asked about: for an import whose path has a gap it lists folders. Go takes its two a moment after
 * it has begun, so a submission is not shown to it before that was seen: see `#seal`.
 *
 * Go gets memory back more eagerly as it comes near the limit (GOMEMLIMIT).
 */
const START = [
  "-c 0",
  `-t ${COMPILE_CPU_SECONDS}`,
  // Elsewhere the first counts what was only reserved, and Go needs other descriptors.
  ...(process.platform === "linux" ? [`-d ${COMPILE_MEMORY_BYTES / 1024}`, "-n 5"] : []),
]
  // One that is lower already stays as it is.
  .map((limit) => `ulimit ${limit} 2>/dev/null;`)
  .concat(
    // The files of its cgroup would stay open; and of its end the first line says enough.
    `export GOMEMLIMIT=${Math.floor((COMPILE_MEMORY_BYTES * 3) / 4)} GODEBUG=containermaxprocs=0,updatemaxprocs=0 GOTRACEBACK=none;`,
    'exec "$@" 3>&- 4>&-',
  )
  .join(" ");

/** What it is asked for: a result that is handed to us and not written. */
type InMemory = BuildOptions & { readonly write: false; readonly metafile: true };

/**
 * Compiles one submission after the other, or several at a time. What one of them does to the process costs no other one
 * its result.
 */
export class Compiler {
  readonly #sandbox: Sandbox | undefined;
  #service: Service | undefined;

  /** @param sandbox where it runs; a process of its own when there is none */
  constructor(sandbox?: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** Starts the process, so that it is ready when there is something to compile. */
  start(): void {
    this.#service ??= new Service(this.#sandbox);
  }

  /**
   * esbuild's `build`. Throws its `BuildFailure`; `NotGradable` when a limit was passed, which is named; any other error
   * when the compiler could not be run.
   */
  async build(options: InMemory): Promise<BuildResult<InMemory>> {
    const service = await this.#ready();
    try {
      return await service.build(options);
    } catch (error) {
      // Only a build that had the process for itself is known to have ended it.
      if (!service.dead || service.builds === 1) throw error;
    }
    const alone = new Compiler(this.#sandbox);
    try {
      return await alone.build(options);
    } finally {
      await alone.stop();
    }
  }

  /** Resolves when the process is gone. It is started again when it is needed. */
  async stop(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    await service?.stop();
  }

  /** A process that lives and can open nothing. */
  async #ready(): Promise<Service> {
    for (let attempt = 1; ; attempt++) {
      if (this.#service === undefined || this.#service.dead) this.#service = new Service(this.#sandbox);
      const service = this.#service;
      try {
        await service.sealed;
        return service;
      } catch (error) {
        if (this.#service === service) this.#service = undefined;
        await service.stop();
        if (attempt === START_ATTEMPTS) throw error;
      }
    }
  }
}

/** The one for submissions that are compiled outside of a sandbox: starting it takes longer than most of them. */
export const processCompiler = new Compiler();

/** One process and its conversation with us. */
class Service {
  /** How many builds it was ever asked for. */
  builds = 0;
  /** Resolves once it can open no file. Rejects when it ended before. */
  readonly sealed: Promise<void>;
  readonly #esbuild: ReturnType<typeof esbuildStartedBy>;
  #child!: ChildProcess;
  /** Resolves when it has ended and its last words were read. */
  #closed!: Promise<unknown>;
  #complaint = "";
  #running = 0;
  /** What it has written since it last had nothing to do, in bytes. */
  #written = 0;
  #killedFor: CompilerLimit | undefined;

  constructor(sandbox: Sandbox | undefined) {
    this.#esbuild = esbuildStartedBy((program, args) => this.#start(program, args, sandbox));
    void this.#esbuild.initialize({});
    this.sealed = this.#seal();
    // It is waited for when there is something to compile.
    this.sealed.catch(() => {});
  }

  get dead(): boolean {
    return this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async build(options: InMemory): Promise<BuildResult<InMemory>> {
    this.builds++;
    if (this.#running++ === 0) this.#written = 0;
    const begun = performance.now();
    const cancel = this.#limitTime();
    try {
      return await this.#esbuild.build(options);
    } catch (error) {
      if ((error as Partial<BuildFailure>).errors !== undefined) throw error;
      throw await this.#whyItDied(error as Error, performance.now() - begun);
    } finally {
      cancel();
      this.#running--;
    }
  }

  /** Ends its input, after which it ends, and then what surrounds it. */
  async stop(): Promise<void> {
    if (this.dead) return;
    this.#child.ref();
    this.#child.stdin?.end();
    const cancel = timeLimit(GONE_LIMIT_MS, () => this.kill());
    await this.#closed;
    cancel();
  }

  /** The last resort, without waiting: also runs while this process exits. */
  kill(): void {
    if (!this.dead) this.#child.kill("SIGKILL");
  }

  #limitTime(): () => void {
    const limits = { enoughMs: COMPILE_LIMIT_MS, mostMs: COMPILE_MAX_STARVED_MS };
    // Without a process there is nothing to wait for: the build rejects.
    return unstarvedTimeLimit(COMPILE_LIMIT_MS, this.#child.pid ?? 0, limits, () => this.#breakOff("time"));
  }

  #breakOff(limit: CompilerLimit): void {
    this.#killedFor ??= limit;
    this.kill();
  }

  #start(program: string, args: readonly string[], sandbox: Sandbox | undefined): ChildProcess {
    const child = startProcess(program, args, sandbox);
    this.#child = child;
    this.#closed = once(child, "close").catch(() => {});
    alive.add(this);
    void this.#closed.then(() => alive.delete(this));
    child.stdout?.on("data", (chunk: Buffer) => {
      this.#written += chunk.length;
      if (this.#written > COMPILE_OUTPUT_BYTES) this.#breakOff("output");
    });
    const stderr = child.stderr as Socket | null;
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (this.#complaint.length < COMPLAINT_CHARACTERS) this.#complaint += text.slice(0, COMPLAINT_CHARACTERS);
    });
    // As esbuild does with the other two: a process that waits for work keeps this one from nothing.
    stderr?.unref();
    return child;
  }

  /**
   * Waits until Go has the descriptors that it waits with, which it takes once and keeps: then esbuild says of an import
   * with a gap that it cannot list the folder. `transform` opens nothing, and gives Go time to begin.
   */
  async #seal(): Promise<void> {
    try {
      for (let attempt = 1; process.platform === "linux"; attempt++) {
        await this.#esbuild.transform("");
        const { errors } = await this.#esbuild.build(PROBE).catch((error: Partial<BuildFailure>) => {
          if (error.errors === undefined) throw error;
          return { errors: error.errors };
        });
        if (errors.some(({ text }) => text.endsWith(": too many open files"))) return;
        if (attempt === SEAL_ATTEMPTS) throw new Error("the compiler can still open files");
      }
    } catch (error) {
      await within(COMPILER_END_LIMIT_MS, this.#closed);
      throw new Error(`the compiler could not be started (${this.#end() ?? (error as Error).message})`, {
        cause: error,
      });
    }
  }

  /** What is thrown for a build that the end of the process cut short. */
  async #whyItDied(error: Error, ranMs: number): Promise<Error> {
    await within(COMPILER_END_LIMIT_MS, this.#closed);
    if (!this.dead) return error;
    // The kernel's limit of processor time says nothing, and cannot come sooner than this.
    const outOfTime = ranMs >= (COMPILE_CPU_SECONDS * 1000) / availableParallelism() ? "time" : undefined;
    const limit = this.#killedFor ?? limitNamedBy(this.#complaint) ?? outOfTime;
    if (limit !== undefined) return compilerStopped(limit);
    return new Error(`the compiler was ended (${this.#end()})`, { cause: error });
  }

  /** How it ended, in its own words if there are any. */
  #end(): string | undefined {
    const [line = ""] = this.#complaint.trim().split("\n", 1);
    if (!this.dead) return undefined;
    return line === "" ? (this.#child.signalCode ?? `exit code ${this.#child.exitCode}`) : line.slice(0, 200);
  }
}

/** An import with a gap, in no folder. */
const PROBE: BuildOptions = {
  stdin: { contents: "require(`./${name}`)" },
  bundle: true,
  write: false,
  logLevel: "silent",
};

/**
 * What Go says first when it ends by itself. The stack is part of the memory, and a fault in Go's own code, which checks
 * every access, is an allocation that failed where it does not look. Undefined when it said nothing: another process ended it.
 */
function limitNamedBy(complaint: string): CompilerLimit | undefined {
  const memory = ["out of memory", "cannot allocate memory", "stack overflow", "stack exceeds", "SIGSEGV"];
  if (memory.some((words) => complaint.includes(words))) return "memory";
  return /^(?:fatal error|panic|runtime|SIG[A-Z]+): /m.test(complaint) ? "crash" : undefined;
}

function startProcess(program: string, args: readonly string[], sandbox: Sandbox | undefined): ChildProcess {
  const limited = (file: string) => ["/bin/sh", "-c", START, "sh", file, ...args];
  if (sandbox !== undefined) return sandbox.pipe(limited(sandbox.inside(program)));
  const [command, ...words] = process.platform === "win32" ? [program, ...args] : limited(program);
  return spawn(command as string, words, {
    env: process.platform === "win32" ? { SystemRoot: process.env["SystemRoot"] } : {},
    // It lists this folder where the number of open files is not limited: nothing else lies in it.
    cwd: path.dirname(program),
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}

/** Every process that has not ended. An exit of ours that comes too soon must not leave them at work. */
const alive = new Set<Service>();
process.on("exit", () => {
  for (const service of alive) service.kill();
});
