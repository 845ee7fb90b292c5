/** One server as the checks see it: a fixed address, with a process behind it that may be replaced. */
import type { Board } from "../kit/board.ts";
import type {
  NoProgram,
  NoServer,
  ProgramOptions,
  ProgramProcess,
  RedisService,
  RunningServer,
  ServerEnd,
  ServerLog,
  SubmissionProcesses,
} from "../kit/run.ts";
import type { Environment } from "../lesson-environment.ts";
import { bootReason } from "./boot-reason.ts";
import type { Boot } from "./boot.ts";
import type { DataDir } from "./data-dir.ts";
import type { Launcher } from "./launcher.ts";
import type { LaunchSpec } from "./launch-spec.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Listener } from "./server-reports.ts";
import { LOOPBACK } from "./spawn-server.ts";

/** The environment and the data of one server's processes. */
export interface SlotOptions {
  readonly environment: Environment;
  /** The content of its database, and the same as the text of a seed file. */
  readonly board: { readonly content: Board; readonly seed: string } | undefined;
  /** Whether it finds a Redis. */
  readonly hasRedis: boolean;
  /** The one that it shares with another server. @default one of its own, where it finds one */
  readonly redis?: RedisService | undefined;
  /** A database shared with another server. @default one of its own, if there is a board */
  readonly data?: DataDir | undefined;
}

export class ServerSlot implements RunningServer, SubmissionProcesses {
  readonly host = LOOPBACK;
  readonly environment: Environment;
  readonly board: Board | undefined;
  /** Known before the server is. */
  redis: RedisService | undefined;
  readonly #redis: Promise<RedisService> | undefined;
  /** The current process. */
  process: ServerProcess;
  /** The exercise's first process, and how its start went; undefined before `start`. */
  first: { readonly process: ServerProcess; readonly boot: Promise<Boot> } | undefined;
  #boot: Promise<Boot> | undefined;
  readonly #launcher: Launcher;
  readonly #options: SlotOptions;
  #data: DataDir | undefined;
  #launchSpec: LaunchSpec | undefined;
  /** Whether the grader has started other processes that could send it something. */
  #isShared: boolean;
  /** The port on which it last began to listen. */
  #port = 0;

  /** Starts a process, which waits for the file to run. */
  constructor(launcher: Launcher, options: SlotOptions) {
    const { environment, board, data, hasRedis, redis } = options;
    this.environment = environment;
    this.board = board?.content;
    this.#launcher = launcher;
    this.#options = options;
    this.#isShared = data !== undefined;
    this.#data = data ?? (board && launcher.dataDir(board.seed));
    this.process = launcher.spawn(this.#data);
    this.redis = redis;
    this.#redis = redis === undefined && hasRedis ? launcher.redis() : undefined;
    // The start of the server reports the error.
    this.#redis?.catch(() => {});
  }

  /** Runs the server in the process. */
  start(launchSpec: LaunchSpec): void {
    this.#launchSpec = launchSpec;
    this.#boot = this.#begin(this.process, launchSpec);
    this.first ??= { process: this.process, boot: this.#boot };
    // `running` passes the error on; until it is called, the rejection must not count as unhandled.
    this.#boot.catch(() => {});
  }

  async #begin(process: ServerProcess, launchSpec: LaunchSpec): Promise<Boot> {
    this.redis ??= await this.#redis;
    return await this.#launcher.boot(process, launchSpec, { environment: this.#found });
  }

  /** What its processes find. */
  get #found(): Environment {
    return { ...this.environment, ...(this.redis === undefined ? {} : { REDIS_URL: this.redis.url }) };
  }

  /** The server once it accepts connections, or why it does not. */
  async running(): Promise<RunningServer | NoServer> {
    if (this.#boot === undefined) throw new Error("the server was not started");
    return this.#refusal(await this.#boot) ?? this;
  }

  /** The current port: a server may close its listener and open another one, or be restarted. */
  get port(): number {
    return this.process.httpListener()?.real ?? this.#port;
  }

  otherPorts(): Listener[] {
    return this.process.listeners.filter(({ real }) => real !== this.port);
  }

  /** How the process ended by itself; an end caused by the grader says nothing about the submission. */
  ended(): ServerEnd | undefined {
    return this.process.stopping ? undefined : this.process.ended;
  }

  get end(): Promise<ServerEnd> {
    return endOf(this.process);
  }

  get log(): ServerLog {
    return {
      position: () => [this.process.stdout.bytes, this.process.stderr.bytes],
      since: ([stdout, stderr]) => this.process.stdout.textSince(stdout) + this.process.stderr.textSince(stderr),
    };
  }

  terminate(): void {
    this.process.sendSignal("SIGTERM");
  }

  get processes(): SubmissionProcesses {
    return this;
  }

  async isIdle(withinMs: number): Promise<boolean> {
    return !this.#isShared && (await this.process.isIdle(withinMs));
  }

  measureStarvation(): () => number {
    return this.process.measureStarvation();
  }

  async kill(): Promise<void> {
    await this.#launcher.end(this.process);
  }

  async restart({ keepData }: { readonly keepData: boolean }): Promise<NoServer | undefined> {
    await this.#launcher.end(this.process);
    const { board } = this.#options;
    if (!keepData && board !== undefined) this.#data = this.#launcher.dataDir(board.seed);
    this.process = this.#launcher.spawn(this.#data);
    this.start(this.#launchSpec as LaunchSpec);
    return this.#refusal(await (this.#boot as Promise<Boot>));
  }

  async startAnother(environment: Environment): Promise<RunningServer | NoServer> {
    this.#isShared = true;
    const other = new ServerSlot(this.#launcher, {
      ...this.#options,
      environment: { ...this.environment, ...environment },
      data: this.#data,
      redis: this.redis,
    });
    other.#isShared = true;
    other.start(this.#launchSpec as LaunchSpec);
    return await other.running();
  }

  async runProgram(name: string, options: ProgramOptions): Promise<ProgramProcess | NoProgram> {
    const environment = { ...this.#found, ...options.environment };
    this.#isShared = true;
    return await this.#launcher.run(name, { ...options, environment }, this.#data);
  }

  #refusal(boot: Boot): NoServer | undefined {
    if (boot.state === "listening") {
      this.#port = boot.port;
      return undefined;
    }
    const { code, message } = bootReason(boot, this.process.stderr.text());
    return { code, sentence: message };
  }
}

/** Resolves with the end of a process that ended by itself. */
async function endOf(process: ServerProcess): Promise<ServerEnd> {
  const end = await process.end;
  return process.stopping ? await new Promise<never>(() => {}) : end;
}
