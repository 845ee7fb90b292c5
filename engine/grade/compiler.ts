/**
 * The process that compiles submissions: esbuild's own program, which gets the text of every file from us and can open
 * none. It has limits of time, memory and output, and is replaced when it has died.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import path from "node:path";
import type { BuildFailure, BuildOptions, BuildResult } from "esbuild";
import { esbuildStartedBy } from "../esbuild.ts";
import type { Sandbox } from "../isolate/sandbox.ts";
import { timeLimit, within } from "../kit/time-limit.ts";
import {
  COMPILE_CPU_SECONDS,
  COMPILE_LIMIT_MS,
  COMPILE_MEMORY_BYTES,
  COMPILE_OUTPUT_BYTES,
  COMPILER_END_LIMIT_MS,
  GONE_LIMIT_MS,
} from "./limits.ts";
import { compilerStopped, type CompilerLimit } from "./compile-reason.ts";

/** Kept of what the program prints when it dies: the cause stands in the first lines. */
const COMPLAINT_CHARACTERS = 4_096;

/**
 * How the program is started. The limit of five open files is what keeps every file of this machine shut: descriptors 0 to
 * 2 are pipes to us, 3 and 4 are what Go's runtime waits with from the first second on, and no number is left for a file
 * or a folder. esbuild has several ways to read one that no plugin is asked about: a comment with `sourceMappingURL`, or an
 * import whose path has a gap, for which it lists folders.
 *
 * Go gets memory back more eagerly as it comes near the limit (GOMEMLIMIT), and does not open the files of its cgroup.
 * The soft limit of time makes Go say why it ends.
 */
const START = [
  "ulimit -c 0;",
  `ulimit -t ${COMPILE_CPU_SECONDS + 2}; ulimit -S -t ${COMPILE_CPU_SECONDS};`,
  // Elsewhere the first counts what was only reserved, and Go needs other descriptors.
  ...(process.platform === "linux" ? [`ulimit -d ${COMPILE_MEMORY_BYTES / 1024}; ulimit -n 5;`] : []),
  `export GOMEMLIMIT=${Math.floor((COMPILE_MEMORY_BYTES * 3) / 4)} GODEBUG=containermaxprocs=0;`,
  'exec "$@" 3>&- 4>&-',
].join(" ");

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
    this.#alive();
  }

  /**
   * esbuild's `build`. Throws its `BuildFailure`; `NotGradable` when a limit was passed, which is named; any other error
   * when the compiler could not be run.
   */
  async build(options: InMemory): Promise<BuildResult<InMemory>> {
    const service = this.#alive();
    try {
      return await service.build(options);
    } catch (error) {
      if (!service.dead) throw error;
      // Only the one that had the process for itself is known to have ended it.
      if (service.builds === 1) throw error;
    }
    const alone = new Service(this.#sandbox);
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

  #alive(): Service {
    if (this.#service === undefined || this.#service.dead) this.#service = new Service(this.#sandbox);
    return this.#service;
  }
}

/** The one for submissions that are compiled outside of a sandbox: starting it takes longer than most of them. */
export const processCompiler = new Compiler();

/** One process and its conversation with us. */
class Service {
  /** How many builds it was ever asked for. */
  builds = 0;
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
  }

  get dead(): boolean {
    return this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async build(options: InMemory): Promise<BuildResult<InMemory>> {
    this.builds++;
    if (this.#running++ === 0) this.#written = 0;
    const cancel = timeLimit(COMPILE_LIMIT_MS, () => this.#end("time"));
    try {
      return await this.#esbuild.build(options);
    } catch (error) {
      throw (error as Partial<BuildFailure>).errors === undefined ? await this.#whyItDied(error as Error) : error;
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

  #end(limit: CompilerLimit): void {
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
      if (this.#written > COMPILE_OUTPUT_BYTES) this.#end("output");
    });
    const stderr = child.stderr as Socket | null;
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (this.#complaint.length < COMPLAINT_CHARACTERS) this.#complaint += text.slice(0, COMPLAINT_CHARACTERS);
    });
    // As esbuild does with the other two: a process that waits for work keeps this one from nothing.
    stderr?.unref();
    return child;
  }

  /** What is thrown for a build that the end of the process cut short. */
  async #whyItDied(error: Error): Promise<Error> {
    await within(COMPILER_END_LIMIT_MS, this.#closed);
    if (!this.dead) return error;
    const limit = this.#killedFor ?? limitNamedBy(this.#complaint);
    if (limit !== undefined) return compilerStopped(limit);
    const [line = ""] = this.#complaint.trim().split("\n", 1);
    const { exitCode, signalCode } = this.#child;
    const words = line === "" ? (signalCode ?? `exit code ${exitCode}`) : line.slice(0, 200);
    return new Error(`the compiler ended by itself (${words})`, { cause: error });
  }
}

/** What Go says first when it ends because of a limit. The stack is part of the memory. */
function limitNamedBy(complaint: string): CompilerLimit | undefined {
  if (complaint.startsWith("SIGXCPU")) return "time";
  return ["out of memory", "cannot allocate memory", "stack overflow", "stack exceeds"].some((words) =>
    complaint.includes(words),
  )
    ? "memory"
    : undefined;
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
