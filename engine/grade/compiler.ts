/**
 * The process that compiles submissions: esbuild's own program. It gets the text of every file from us and cannot open
 * files itself. It runs with limits on time, memory and output, and is replaced when it dies.
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
import { growingTimeLimit, timeLimit, within } from "../kit/time-limit.ts";
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
import { starvationOf } from "./processor-time.ts";

/** How much to keep of what the program prints when it dies: the first lines name the cause. */
const COMPLAINT_CHARACTERS = 4_096;

/** How often a process that dies before it is ready is started: it cannot have died of a submission. */
const START_ATTEMPTS = 3;
const SEAL_ATTEMPTS = 100;

/**
 * How the program is started. The limit of five open files keeps it from opening any file of this machine: descriptors 0
 * to 2 are pipes to us, Go's runtime polls with 3 and 4, and none is left for a file or a folder. That is needed because
 * esbuild opens some without asking a plugin: for a path with a computed part it lists folders. Go opens its two a moment
 * after its start, so the process gets no submission before that has been confirmed: see `#seal`.
 *
 * GOMEMLIMIT makes Go's garbage collector run more often as the limit comes near.
 */
const START = [
  "-c 0",
  `-t ${COMPILE_CPU_SECONDS}`,
  // On other systems -d counts memory that is only reserved, and Go needs other descriptors.
  ...(process.platform === "linux" ? [`-d ${COMPILE_MEMORY_BYTES / 1024}`, "-n 5"] : []),
]
  // A limit that is lower already stays.
  .map((limit) => `ulimit ${limit} 2>/dev/null;`)
  .concat(
    // GODEBUG: Go would keep the files of its cgroup open. GOTRACEBACK: the first line of a crash is enough.
    `export GOMEMLIMIT=${Math.floor((COMPILE_MEMORY_BYTES * 3) / 4)} GODEBUG=containermaxprocs=0,updatemaxprocs=0 GOTRACEBACK=none;`,
    'exec "$@" 3>&- 4>&-',
  )
  .join(" ");

/** Options for a build whose result is returned instead of written. */
type InMemory = BuildOptions & { readonly write: false; readonly metafile: true };

/**
 * Compiles submissions, also several at a time. A submission that ends the process does not cost another its result.
 */
export class Compiler {
  readonly #sandbox: Sandbox | undefined;
  #service: Service | undefined;

  /** @param sandbox where the process runs; without one, directly on this machine */
  constructor(sandbox?: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** Starts the process in advance, so that it is ready for the first build. */
  start(): void {
    this.#service ??= new Service(this.#sandbox);
  }

  /**
   * esbuild's `build`.
   * @throws its `BuildFailure`; `NotGradable`, naming the limit, when one was exceeded; any other error when the compiler
   * could not be run
   */
  async build(options: InMemory): Promise<BuildResult<InMemory>> {
    const service = await this.#ready();
    try {
      return await service.build(options);
    } catch (error) {
      // Only a build that had the process to itself is known to have ended it.
      if (!service.dead || service.builds === 1) throw error;
    }
    const alone = new Compiler(this.#sandbox);
    try {
      return await alone.build(options);
    } finally {
      await alone.stop();
    }
  }

  /** Resolves when the process is gone. The next build starts a new one. */
  async stop(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    await service?.stop();
  }

  /** A running process that can open no file. */
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

/** Shared by all submissions that are compiled outside a sandbox: starting it takes longer than most builds. */
export const processCompiler = new Compiler();

/** One process and our side of esbuild's protocol. */
class Service {
  /** How many builds it has been given. */
  builds = 0;
  /** Resolves once it can open no file. Rejects when it ends first. */
  readonly sealed: Promise<void>;
  readonly #esbuild: ReturnType<typeof esbuildStartedBy>;
  #child!: ChildProcess;
  /** Resolves when it has ended and its output has been read. */
  #closed!: Promise<unknown>;
  #complaint = "";
  #running = 0;
  /** Bytes written since it was last idle. */
  #written = 0;
  #killedFor: CompilerLimit | undefined;

  constructor(sandbox: Sandbox | undefined) {
    this.#esbuild = esbuildStartedBy((program, args) => this.#start(program, args, sandbox));
    void this.#esbuild.initialize({});
    this.sealed = this.#seal();
    // The first build awaits it.
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

  /** Ends its input, upon which it exits, and then its sandbox. */
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
    // Without a process the build rejects by itself.
    const starvedMs = starvationOf(this.#child.pid ?? 0, limits);
    return growingTimeLimit(COMPILE_LIMIT_MS, starvedMs, () => this.#breakOff("time"));
  }

  #breakOff(limit: CompilerLimit): void {
    this.#killedFor ??= limit;
    this.kill();
  }

  #start(program: string, args: readonly string[], sandbox: Sandbox | undefined): ChildProcess {
    const child = startProcess(program, args, sandbox);
    // Without descriptors for its pipes there are none, and the error event that says so comes too late for esbuild's client.
    if ((child.stdout as unknown) === undefined) {
      child.on("error", () => {});
      throw new Error("a process for the compiler could not be started");
    }
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
    // As esbuild does with the other two streams: an idle compiler must not keep this process running.
    stderr?.unref();
    return child;
  }

  /**
   * Waits until Go has opened the descriptors that it polls with, and keeps: from then on, esbuild reports for a computed
   * path that it cannot list the folder. `transform` opens nothing, and gives Go time to begin.
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

  /** The error for a build during which the process ended. */
  async #whyItDied(error: Error, ranMs: number): Promise<Error> {
    await within(COMPILER_END_LIMIT_MS, this.#closed);
    if (!this.dead) return error;
    // The kernel's limit on processor time leaves no message, and cannot take effect sooner than this.
    const outOfTime = ranMs >= (COMPILE_CPU_SECONDS * 1000) / availableParallelism() ? "time" : undefined;
    const limit = this.#killedFor ?? limitNamedBy(this.#complaint) ?? outOfTime;
    if (limit !== undefined) return compilerStopped(limit);
    return new Error(`the compiler was ended (${this.#end()})`, { cause: error });
  }

  /** How it ended: its own first line if it printed one. */
  #end(): string | undefined {
    const [line = ""] = this.#complaint.trim().split("\n", 1);
    if (!this.dead) return undefined;
    return line === "" ? (this.#child.signalCode ?? `exit code ${this.#child.exitCode}`) : line.slice(0, 200);
  }
}

/** An import with a computed path, outside any folder. */
const PROBE: BuildOptions = {
  stdin: { contents: "require(`./${name}`)" },
  bundle: true,
  write: false,
  logLevel: "silent",
};

/**
 * The limit that explains how Go ended. The stack counts as memory, and a segmentation fault in Go, which checks every
 * access, is an allocation that failed unnoticed. Undefined when Go printed nothing: then another process ended it.
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
    // Where the number of open files is not limited, it can list this folder, which contains nothing else.
    cwd: path.dirname(program),
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}

/** Every process that has not ended, to be killed when this process exits without stopping them. */
const alive = new Set<Service>();
process.on("exit", () => {
  for (const service of alive) service.kill();
});
