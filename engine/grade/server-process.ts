/**
 * One process that becomes a learner's server: started early, told later which file to run, stopped for certain.
 */
import type { ChildProcess } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import path from "node:path";
import type { Sandbox } from "../isolate/sandbox.ts";
import type { ServerEnd } from "../kit/run.ts";
import { canConnect } from "./can-connect.ts";
import {
  ACCEPT_LIMIT_MS,
  BOOT_LIMIT_MS,
  DRAIN_LIMIT_MS,
  GONE_LIMIT_MS,
  SECOND_LISTENER_MS,
  USE_POLL_MS,
} from "./limits.ts";
import { ServerDir } from "./server-dir.ts";
import { OutputTail } from "./output-tail.ts";
import { exceededLimit } from "./resource-limits.ts";
import { encodeFiles } from "./encode-files.ts";
import { processorTime, starvedMs, type ProcessorTime } from "./processor-time.ts";
import { describeEnd, endInSandbox } from "./server-end.ts";
import { ServerReports, type Listener } from "./server-reports.ts";
import { LOOPBACK, MARK_VARIABLE, spawnServer } from "./spawn-server.ts";
import {
  allGone,
  groupBelow,
  killAll,
  killMarkedNow,
  signalGroup,
  tagOf,
  treeOf,
  type ProcessId,
  type Trace,
} from "./process-tree.ts";
import type { Stage } from "./stage.ts";
import type { Prebundle } from "./prebundle.ts";

/** What to run. */
export interface LaunchSpec {
  /** Relative to the server's folder. */
  readonly entry: string;
  /** What `entry` holds, unless the submission has that file itself. */
  readonly compiled?: Uint8Array | undefined;
  /** File URL of a module to load first, for code that cannot be compiled ahead. */
  readonly loader?: string;
}

export interface ServerProcessOptions {
  /** Absolute path of child.mjs. */
  readonly childFile: string;
  /** Absolute path of the node_modules folder that the submission's imports resolve in. */
  readonly modules: string;
  /** Packages the learner's code will probably import. */
  readonly prebundle: Prebundle;
  /** Whether the process calls once, while it waits, what a server calls for its first request: see warm-up.mjs. */
  readonly warmUp: boolean;
  /** What it is started in. @default nothing but a process of its own */
  readonly sandbox?: Sandbox | undefined;
}

/** How waiting for the first listener ended. */
export type Boot =
  | { readonly state: "listening"; readonly port: number }
  | { readonly state: "ended"; readonly end: ServerEnd; readonly listened: boolean }
  | { readonly state: "silent"; readonly socket: string | undefined };

export class ServerProcess {
  readonly pid: number;
  /** What the environment of this process and of its descendants contains, unless they clear it. */
  readonly mark = `${MARK_VARIABLE}=${randomBytes(9).toString("base64url")}`;
  /** Resolves when the process has ended and its last output was read. Never rejects. */
  readonly end: Promise<ServerEnd>;
  ended: ServerEnd | undefined;
  /** Whether the grader ended it, so that its end says nothing about the submission. */
  stopping = false;
  exitCode: number | null = null;
  signal: string | null = null;
  readonly stdout: OutputTail;
  readonly stderr: OutputTail;
  /** Where the submission runs, before anything of it is there. */
  readonly serverDir: ServerDir;

  readonly #sandbox: Sandbox | undefined;
  readonly #child: ChildProcess;
  readonly #reports: ServerReports;
  readonly #port: number;
  readonly #family = new Map<number, ProcessId>();
  #watch: NodeJS.Timeout | undefined;
  #killedFor: string | undefined;

  /** Starts the process. Throws when the system has none left. */
  constructor({ childFile, modules, prebundle, warmUp, sandbox }: ServerProcessOptions) {
    this.#sandbox = sandbox;
    // The number is only a name: whatever the code asks for, it gets a free port. It looks like a port people use.
    this.#port = randomInt(20_000, 30_000);
    this.serverDir = new ServerDir(modules);
    this.#child = spawnServer({
      childFile,
      launchSpec: {
        serverDir: sandbox === undefined ? this.serverDir.base : undefined,
        preload: Object.fromEntries(prebundle),
        warmUp,
      },
      port: this.#port,
      mark: this.mark,
      sandbox,
    });
    if (this.#child.pid === undefined) {
      this.#child.on("error", () => {});
      this.serverDir.removeNow();
      throw new Error("a process for the server could not be started");
    }
    this.pid = this.#child.pid;
    alive.add(this);
    this.#reports = new ServerReports(this.#child.stdio[3] as Socket, () => this.#listening());
    this.stdout = new OutputTail(this.#child.stdout as NonNullable<ChildProcess["stdout"]>);
    this.stderr = new OutputTail(this.#child.stderr as NonNullable<ChildProcess["stderr"]>);
    this.end = this.#awaitEnd();
  }

  /** What its processes are recognised by, whoever their parent is by now. */
  get trace(): Trace {
    return { mark: this.mark, tag: tagOf(this.mark), folder: this.serverDir.base };
  }

  get sandboxed(): boolean {
    return this.#sandbox !== undefined;
  }

  /** Every listener the code ever opened. */
  get opened(): readonly Listener[] {
    return this.#reports.opened;
  }

  /** Those that are open now. */
  get listeners(): readonly Listener[] {
    return this.#reports.listeners;
  }

  /** Runs the submission: `files`, which lie in the home's folder unless there is a sandbox, where they are put now. */
  async start({ entry, compiled, loader }: LaunchSpec, files: Stage["files"] = new Map()): Promise<void> {
    const file = path.join(this.#place, entry);
    if (this.#sandbox === undefined && compiled !== undefined) await writeFile(file, compiled);
    const parcel = this.#sandbox === undefined ? undefined : encodeFiles(files, { entry, compiled }, this.#place);
    this.#watch = setInterval(() => this.#look(), USE_POLL_MS);
    this.#reports.write({ entry: file, loader, files: parcel });
  }

  /** Absolute path of the submission's folder, as the server itself sees it. */
  get #place(): string {
    return this.#sandbox?.submissionDir ?? this.serverDir.folder;
  }

  /**
   * Waits until a listener accepts a connection, the process ends, or `limitMs` is over, not counting what the process
   * waited for a processor. Of several listeners the one that asked for PORT or 3000 is the HTTP port, else the first.
   * @throws Error in one sentence when the process ends, or the time is over, before the submission has begun to run
   */
  async boot(limitMs: number = BOOT_LIMIT_MS): Promise<Boot> {
    const before = processorTime(treeOf(this.pid));
    const due = Date.now() + limitMs;
    let deadline = due;
    let chosenBy = Number.POSITIVE_INFINITY;
    while (Date.now() < deadline || Date.now() < (deadline = due + this.#starvedMs(before))) {
      if (this.ended !== undefined) {
        if (this.#isFault()) throw this.#neverBegun(`it ended first (${this.#howItEnded()})`);
        return { state: "ended", end: this.ended, listened: this.opened.length > 0 };
      }
      const listener = this.httpListener();
      if (listener !== undefined) {
        chosenBy = Math.min(chosenBy, Date.now() + SECOND_LISTENER_MS);
        const decided = this.#isExpected(listener) || Date.now() >= chosenBy;
        if (decided) {
          // A port that was only tried out, or an error that follows at once, is known after one turn of the event loop.
          await this.#reports.turn();
          if (this.ended !== undefined || !this.listeners.includes(listener)) continue;
          if (await canConnect({ host: LOOPBACK, port: listener.real }, ACCEPT_LIMIT_MS))
            return { state: "listening", port: listener.real };
        }
      }
      await this.#reports.news(Math.min(deadline, chosenBy) - Date.now());
    }
    if (this.#isFault()) throw this.#neverBegun(`it was not ready within ${limitMs / 1000} s`);
    return { state: "silent", socket: this.#reports.socket };
  }

  /**
   * Whether nothing of the submission ran yet: then whatever happened is this machine's doing (no process, no memory, no
   * sandbox), unless the grader ended the process itself.
   */
  #isFault(): boolean {
    return !this.#reports.begun && !this.stopping;
  }

  #neverBegun(why: string): Error {
    const what =
      this.#sandbox === undefined ? "a process for the server could not be made" : "a sandbox could not be made";
    return new Error(`${what}: ${why}`);
  }

  #howItEnded(): string {
    const said = this.stderr.text().trim().split("\n", 1)[0] ?? "";
    if (said !== "") return said;
    return this.signal === null ? `code ${this.exitCode}` : this.signal;
  }

  /** The listener that serves HTTP, as far as it is known: the one that asked for PORT, else for 3000, else the first. */
  httpListener(among: readonly Listener[] = this.listeners): Listener | undefined {
    return among.find(({ asked }) => asked === this.#port) ?? among.find(({ asked }) => asked === 3000) ?? among[0];
  }

  /** Whether the code asked for the port in the environment. */
  askedForPort({ asked }: Listener): boolean {
    return asked === this.#port;
  }

  terminate(): void {
    const sandboxProcessName = this.#sandbox?.sandboxProcessName;
    const group = sandboxProcessName === undefined ? this.pid : groupBelow(this.pid, sandboxProcessName);
    if (group !== undefined) signalGroup(group, "SIGTERM");
  }

  /**
   * Ends it and every descendant ever seen, at once: nothing that a submission could still do would change its verdict,
   * and one that ignores SIGTERM would keep the reader waiting. How a server answers SIGTERM is a probe's question.
   */
  async stop(): Promise<void> {
    this.#look();
    this.stopping ||= this.ended === undefined;
    this.killNow();
    await this.end;
    // The process that is known to us may be gone before those in the sandbox, which the kernel ends.
    if (this.#sandbox !== undefined) await allGone([...this.#family.values()], GONE_LIMIT_MS);
  }

  /** The last resort, without waiting: also runs while this process exits. */
  killNow(): void {
    if (this.ended === undefined) for (const process of treeOf(this.pid)) this.#family.set(process.pid, process);
    signalGroup(this.pid, "SIGKILL");
    killAll([...this.#family.values()]);
  }

  /** Remembers descendants, which later may have another parent, and ends a server that uses too much. */
  #look(): void {
    if (this.ended !== undefined) return;
    const tree = treeOf(this.pid);
    for (const process of tree) this.#family.set(process.pid, process);
    this.#killedFor ??= exceededLimit({
      tree,
      printedBytes: this.stdout.bytes + this.stderr.bytes,
      folders: this.#sandbox?.folders,
    });
    if (this.#killedFor !== undefined) this.killNow();
  }

  #starvedMs(before: ProcessorTime): number {
    const now = processorTime(treeOf(this.pid));
    return starvedMs({ usedMs: now.usedMs - before.usedMs, waitedMs: now.waitedMs - before.waitedMs });
  }

  #isExpected({ asked }: Listener): boolean {
    return asked === this.#port || asked === 3000;
  }

  /** The processes that a port of the server can belong to. */
  #listening(): ProcessId[] {
    const doors = this.#sandbox !== undefined && this.#sandbox.sandboxProcessName === undefined;
    return doors ? treeOf(process.pid) : treeOf(this.pid);
  }

  async #awaitEnd(): Promise<ServerEnd> {
    const closed = once(this.#child, "close");
    const [code, signal] = (await once(this.#child, "exit").catch(() => [null, null])) as [
      number | null,
      string | null,
    ];
    clearInterval(this.#watch);
    await Promise.race([closed, delay(DRAIN_LIMIT_MS)]);
    // Where this process was busy for longer than the limit, what is waiting to be read is read in the turn that follows.
    await new Promise((resolve) => setImmediate(resolve));
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    alive.delete(this);
    Object.assign(this, this.#sandbox === undefined ? { exitCode: code, signal } : endInSandbox(code, signal));
    this.ended = describeEnd({
      exitCode: this.exitCode,
      signal: this.signal,
      killedFor: this.#killedFor,
      remains: { report: this.#reports.crash, stderr: this.stderr.text(), folder: this.#place },
    });
    this.#reports.close();
    return this.ended;
  }
}

/** Every process that has not ended. An exit of ours that comes too soon must not leave them behind. */
const alive = new Set<ServerProcess>();
process.on("exit", () => {
  for (const server of alive) server.killNow();
  if (alive.size > 0) killMarkedNow([...alive].map(({ trace }) => trace));
});

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
