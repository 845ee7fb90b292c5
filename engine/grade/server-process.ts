/**
 * One process that becomes a learner's server: started in advance, given the file to run later, and reliably stopped with
 * all its descendants.
 */
import type { ChildProcess } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import path from "node:path";
import type { Sandbox } from "../isolate/sandbox.ts";
import type { ServerEnd } from "../kit/run.ts";
import { DATA_DIR } from "../isolate/sandbox-paths.ts";
import { awaitBegin, awaitListener, type Boot } from "./boot.ts";
import type { DataDir } from "./data-dir.ts";
import {
  BOOT_LIMIT_MS,
  DRAIN_LIMIT_MS,
  GONE_LIMIT_MS,
  REPLY_MAX_STARVED_MS,
  REPLY_PROCESSOR_MS,
  USE_POLL_MS,
} from "./limits.ts";
import { ServerDir } from "./server-dir.ts";
import { OutputTail } from "./output-tail.ts";
import { exceededLimit } from "./resource-limits.ts";
import { httpListenerAmong, isExpectedListener } from "./http-listener.ts";
import { encodeFiles } from "./encode-files.ts";
import { describeEnd, endInSandbox } from "./server-end.ts";
import { ServerReports, type Listener } from "./server-reports.ts";
import { MARK_VARIABLE, spawnServer } from "./spawn-server.ts";
import type { LaunchSpec, StartOptions } from "./launch-spec.ts";
import { ProcessFamily } from "./process-family.ts";
import { starvationOf } from "./processor-time.ts";
import { ownAsyncs } from "./own-asyncs.ts";
import { areQuiet } from "./quiet-connections.ts";
import {
  groupBelow,
  hasHadNoChild,
  isAsleep,
  signalGroup,
  tagOf,
  treeOf,
  type ProcessId,
  type Trace,
} from "./process-tree.ts";
import type { Stage } from "./stage.ts";
import type { Prebundle } from "./prebundle.ts";

export interface ServerProcessOptions {
  /** Absolute path of child.mjs. */
  readonly childFile: string;
  /** Absolute path of the node_modules folder in which the submission's imports resolve. */
  readonly modules: string;
  /** Packages that the learner's code will probably import. */
  readonly prebundle: Prebundle;
  /** Whether the process warms up while it waits: see warm-up.mjs. */
  readonly warmUp: boolean;
  /** The sandbox it is started in. @default none: directly on this machine */
  readonly sandbox?: Sandbox | undefined;
  /** The folder of its database, which several processes may share. @default none */
  readonly data?: DataDir | undefined;
}

/** How much longer than asked a server is to be idle, so that those who ask soon afterwards can use the same answer. */
const SHARED_WITHIN_MS = 100;

export class ServerProcess {
  readonly pid: number;
  /** A mark in the environment of this process and of its descendants, unless they clear it. */
  readonly mark = `${MARK_VARIABLE}=${randomBytes(9).toString("base64url")}`;
  /** Resolves when the process has ended and its output has been read. Never rejects. */
  readonly end: Promise<ServerEnd>;
  ended: ServerEnd | undefined;
  /** Whether the grader ended it, so that its end says nothing about the submission. */
  stopping = false;
  exitCode: number | null = null;
  signal: string | null = null;
  readonly stdout: OutputTail;
  readonly stderr: OutputTail;
  /** The folder in which the submission will run. */
  readonly serverDir: ServerDir;

  readonly #sandbox: Sandbox | undefined;
  #data: DataDir | undefined;
  readonly #child: ChildProcess;
  readonly #reports: ServerReports;
  readonly #port: number;
  readonly #family: ProcessFamily;
  #watch: NodeJS.Timeout | undefined;
  #hasExited = false;
  #killedFor: string | undefined;
  /** The question whether it is idle that is being answered, and for how many milliseconds. */
  #idle: { readonly withinMs: number; readonly answer: Promise<boolean> } | undefined;

  /** Starts the process. Throws when the system cannot start another. */
  constructor({ childFile, modules, prebundle, warmUp, sandbox, data }: ServerProcessOptions) {
    this.#data = data;
    this.#sandbox = sandbox;
    // Only for recognition: whatever port the code asks for, it gets a free one. The range is one that servers commonly use.
    this.#port = randomInt(20_000, 30_000);
    this.serverDir = new ServerDir(modules);
    this.#child = spawnServer({
      childFile,
      preparation: {
        serverDir: sandbox === undefined ? this.serverDir.base : undefined,
        dataDir: sandbox === undefined ? data?.folder : undefined,
        preload: Object.fromEntries(prebundle),
        warmUp,
      },
      port: this.#port,
      mark: this.mark,
      sandbox,
      data: data?.folder,
    });
    if (this.#child.pid === undefined) {
      this.#child.on("error", () => {});
      this.serverDir.removeNow();
      throw new Error("a process for the server could not be started");
    }
    this.pid = this.#child.pid;
    this.#family = new ProcessFamily(this.pid, this.trace);
    this.#reports = new ServerReports(this.#child.stdio[3] as Socket, () => this.#listening());
    this.stdout = new OutputTail(this.#child.stdout as NonNullable<ChildProcess["stdout"]>);
    this.stderr = new OutputTail(this.#child.stderr as NonNullable<ChildProcess["stderr"]>);
    this.end = this.#awaitEnd();
  }

  /** Identifies its processes, whatever their parent is now. */
  get trace(): Trace {
    return { mark: this.mark, tag: tagOf(this.mark), folder: this.serverDir.base };
  }

  get sandboxed(): boolean {
    return this.#sandbox !== undefined;
  }

  /** Every listener that the code has opened, including those closed again. */
  get opened(): readonly Listener[] {
    return this.#reports.opened;
  }

  /** The listeners that are open now. */
  get listeners(): readonly Listener[] {
    return this.#reports.listeners;
  }

  /** Gives a waiting process its database. Not possible in a sandbox, whose folders are mounted when it is created. */
  useData(data: DataDir | undefined): void {
    if (this.#sandbox === undefined) this.#data = data;
  }

  /** What it reported of itself, as it came. Only a server that is observed does. */
  get seen(): readonly string[] {
    return this.#reports.seen;
  }

  /** See `ServerReports.coverage`. */
  coverage(limitMs: number): Promise<string | undefined> {
    return this.#reports.coverage(limitMs);
  }

  /** Absolute path of the submission's folder, as the server itself sees it. */
  get folder(): string {
    return this.#place;
  }

  /**
   * Runs the submission; does nothing when the process has ended. `files` are already in the server's folder, except in a sandbox,
   * which receives them now.
   */
  async start(
    { entry, compiled, loader, observed }: LaunchSpec,
    files: Stage["files"] = new Map(),
    { environment = {}, args = [] }: StartOptions = {},
  ): Promise<void> {
    const file = path.join(this.#place, entry);
    if (this.#sandbox === undefined && compiled !== undefined) await writeFile(file, compiled);
    const parcel = this.#sandbox === undefined ? undefined : encodeFiles(files, { entry, compiled }, this.#place);
    // Its end is what stops the measurements.
    if (this.#hasExited) return;
    this.#watch = setInterval(() => this.#look(), USE_POLL_MS);
    this.#reports.write({
      entry: file,
      loader,
      files: parcel,
      environment: { ...environment, ...this.#data?.environment },
      args,
      observed,
      // A folder in a sandbox disappears with the sandbox.
      dataDir: this.#sandbox === undefined ? this.#data?.folder : undefined,
    });
  }

  /** Absolute path of the submission's folder as the server sees it. */
  get #place(): string {
    return this.#sandbox?.submissionDir ?? this.serverDir.folder;
  }

  /**
   * Waits until the server accepts a connection, ends, or takes too long; see `awaitListener`.
   * @throws Error with one sentence when the process ends, or time runs out, before the submission's own code has begun
   */
  async boot(limitMs: number = BOOT_LIMIT_MS): Promise<Boot> {
    const httpListener = () => this.httpListener();
    const isExpected = (listener: Listener) => isExpectedListener(listener, this.#port);
    return await awaitListener(this, this.#reports, { httpListener, isExpected, limitMs });
  }

  /**
   * Waits until the submission's own code begins to run.
   * @throws Error with one sentence when the process ends first, or after `limitMs`
   */
  async begun(limitMs: number = BOOT_LIMIT_MS): Promise<void> {
    await awaitBegin(this, this.#reports, limitMs);
  }

  /** The listener that serves HTTP; see `httpListenerAmong`. */
  httpListener(among: readonly Listener[] = this.listeners): Listener | undefined {
    return httpListenerAmong(among, this.#port);
  }

  /** Whether the code asked for the port in the environment. */
  askedForPort({ asked }: Listener): boolean {
    return asked === this.#port;
  }

  /**
   * Whether the server cannot act within `withinMs` milliseconds without new input, so that it neither answers nor ends:
   * nothing is pending in its process, nothing is in flight on its connections, and it has never had a child. False where
   * that cannot be established. What the process says of itself is believed here, because a lie can only make its own
   * checks fail sooner.
   */
  async isIdle(withinMs: number): Promise<boolean> {
    // One question at a time: what the process does to answer one is pending when it answers another. The last thing that is
    // looked at is whether anything is in flight, so a question under way is good for those who ask meanwhile.
    while (this.#idle !== undefined) {
      const { withinMs: asked, answer } = this.#idle;
      if (asked >= withinMs) return await answer;
      await answer;
    }
    const asked = withinMs + SHARED_WITHIN_MS;
    const question = { withinMs: asked, answer: this.#isIdle(asked) };
    this.#idle = question;
    const isIdle = await question.answer;
    if (this.#idle === question) this.#idle = undefined;
    return isIdle;
  }

  async #isIdle(withinMs: number): Promise<boolean> {
    // In a sandbox, connections pass through other processes.
    if (this.#sandbox !== undefined || this.ended !== undefined) return false;
    // To be asked takes the server milliseconds, in which it would not work on its answer.
    if (!isAsleep(this.pid) || !hasHadNoChild(this.pid)) return false;
    const pending = await this.#reports.pending(withinMs);
    if (pending === undefined || pending.what.length > 0) return false;
    // To count them the first time, a process of its own is started.
    if (pending.asyncs > (await ownAsyncs())) return false;
    // What is sent from now on may be missed.
    this.#idle = undefined;
    // Last, because the kernel lists the connections of the whole machine, which takes it milliseconds.
    return this.ended === undefined && this.#isQuiet();
  }

  /** Begins to measure; see `RunningServer.measureStarvation`. */
  measureStarvation(): () => number {
    return starvationOf(this.pid, { enoughMs: REPLY_PROCESSOR_MS, mostMs: REPLY_MAX_STARVED_MS });
  }

  #isQuiet(): boolean {
    return areQuiet(this.listeners.map(({ real }) => real)) && hasHadNoChild(this.pid);
  }

  /** Sends a signal to the server and its descendants. */
  sendSignal(signal: NodeJS.Signals): void {
    const sandboxProcessName = this.#sandbox?.sandboxProcessName;
    const group = sandboxProcessName === undefined ? this.pid : groupBelow(this.pid, sandboxProcessName);
    if (group !== undefined) signalGroup(group, signal);
  }

  /**
   * Ends it and every descendant ever seen, at once with SIGKILL: nothing that a submission still does would change its
   * verdict, and one that ignores SIGTERM would delay the verdict. How a server reacts to SIGTERM is a matter for checks.
   */
  async stop(): Promise<void> {
    this.#look();
    this.stopping ||= this.ended === undefined;
    this.killNow();
    await this.end;
    // The process we know may be gone before those in the sandbox, which the kernel ends.
    if (this.#sandbox !== undefined) await this.#family.gone(GONE_LIMIT_MS);
  }

  /** Ends it without waiting, for use while this process exits. */
  killNow(): void {
    this.#family.kill();
  }

  /** Measures what the server uses, and ends it when it exceeds a limit. */
  #look(): void {
    if (this.ended !== undefined) return;
    const tree = this.#family.look();
    this.#killedFor ??= exceededLimit({
      tree,
      printedBytes: this.stdout.bytes + this.stderr.bytes,
      folders: this.#folders,
      data: this.#data,
    });
    if (this.#killedFor !== undefined) this.killNow();
  }

  /** The folders it may write to, where their use can be measured: see `Sandbox.folders`. */
  get #folders(): readonly string[] | undefined {
    const folders = this.#sandbox?.folders;
    return folders === undefined || this.#data === undefined ? folders : [...folders, DATA_DIR];
  }

  /** The processes that a reported port can belong to. */
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
    this.#hasExited = true;
    clearInterval(this.#watch);
    await Promise.race([closed, delay(DRAIN_LIMIT_MS)]);
    // If this process was busy for longer than the limit, output that is ready is read in the following turn.
    await new Promise((resolve) => setImmediate(resolve));
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#family.ended();
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

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
