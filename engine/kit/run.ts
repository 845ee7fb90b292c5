/** What the checks of one grading need from the grader: servers to talk to, a seed, and callbacks for results. */
import type { FailureCode } from "../failures/registry.ts";
import type { SourceLocation } from "../source-location.ts";
import type { Advice, CheckResult } from "../verdict.ts";
import type { Board } from "./board.ts";
import type { ServerEnd } from "./process-end.ts";

export type { ServerEnd } from "./process-end.ts";

/** A running server of the submission that accepts connections. */
export interface RunningServer {
  /** Host name or address without the port; IPv6 without brackets: `127.0.0.1` or `::1`. */
  readonly host: string;
  readonly port: number;
  /** The only path to try, when the user gave one. */
  readonly path?: string;
  /** Ports of further TCP listeners of the same server, with the port its code asked for. */
  otherPorts(): readonly { readonly asked: number; readonly real: number }[];
  /** How the process ended; undefined while it runs, or when the server runs elsewhere. */
  ended(): ServerEnd | undefined;
  /** Resolves when the process has ended; never for a server that runs elsewhere. */
  readonly end: Promise<ServerEnd>;
  /**
   * Whether it cannot act within `withinMs` milliseconds without new input, so that it neither answers nor ends by itself.
   * False where that cannot be established; undefined for a server that runs elsewhere.
   */
  readonly isIdle?: (withinMs: number) => Promise<boolean>;
  /**
   * Begins to measure how long its processes wait for a processor. The result says how many milliseconds are to be added to a
   * time limit for that; undefined for a server that runs elsewhere.
   */
  readonly measureStarvation?: () => () => number;
  /** What it prints; undefined for a server that runs elsewhere. */
  readonly log?: ServerLog;
  /** Sends SIGTERM; undefined for a server that runs elsewhere. */
  readonly terminate: (() => void) | undefined;
  /** What else can be done with the submission's processes; undefined for a server that runs elsewhere. */
  readonly processes?: SubmissionProcesses;
  /** The content of its database, if the lesson has a board. */
  readonly board?: Board | undefined;
  /** What REDIS_URL names, where the lesson has that service. */
  readonly redis?: RedisService | undefined;
  /** The variables that the lesson declares, with the values that this server got. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The Redis of one exercise, which all its servers and programs share. */
export interface RedisService {
  /** For example `redis://127.0.0.1:23456`: the same after each start. */
  readonly url: string;
  readonly isRunning: boolean;
  /** Resolves once it accepts connections; it knows nothing of what was stored before. */
  start(): Promise<void>;
  /** Ends it as a crash would, and resolves once it refuses connections. */
  stop(): Promise<void>;
}

/** What a server prints, to standard output and to standard error. */
export interface ServerLog {
  /** How much it has printed so far. */
  position(): LogPosition;
  /** What it has printed since, as far as that is kept: standard output first. */
  since(position: LogPosition): string;
}

/** Bytes on standard output and on standard error. */
export type LogPosition = readonly [stdout: number, stderr: number];

/** The processes behind one server of an exercise. All processes it starts are ended with the exercise's server. */
export interface SubmissionProcesses {
  /** Ends the server's process with SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Ends the process, if it runs, and starts another in its place. @param keepData whether it keeps its database */
  restart(options: { readonly keepData: boolean }): Promise<NoServer | undefined>;
  /** Starts another server on the same database. @param environment added to that of this server, and takes precedence */
  startAnother(environment: Readonly<Record<string, string>>): Promise<RunningServer | NoServer>;
  /**
   * Starts a program that lesson.ts names, in a process with the limits of a server. It gets the database and the
   * environment of this server; `options` take precedence.
   * @throws Error when the lesson has no such program
   */
  runProgram(name: string, options: ProgramOptions): Promise<ProgramProcess | NoProgram>;
}

export interface ProgramOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Command-line arguments, after the name of the file in `process.argv`. */
  readonly args: readonly string[];
  /** Called with its output as it arrives. */
  readonly onOutput: (stream: "stdout" | "stderr", chunk: Buffer) => void;
}

/** A running program of the learner. */
export interface ProgramProcess {
  /** How it ended by itself; undefined while it runs, or when the grader ended it. */
  ended(): ServerEnd | undefined;
  /** Resolves when it has ended and its output has been read. */
  readonly end: Promise<ServerEnd>;
  signal(name: NodeJS.Signals): void;
  /** See `RunningServer.measureStarvation`. */
  measureStarvation(): () => number;
  /** Ends it; resolves when it is gone. */
  kill(): Promise<void>;
}

/** A program could not be started: its file is missing or does not compile. */
export interface NoProgram extends Partial<SourceLocation> {
  readonly sentence: string;
  readonly hint?: string;
}

/** There is no server for this exercise; `sentence` explains why to the learner. */
export interface NoServer {
  readonly sentence: string;
  readonly code: FailureCode;
}

export interface Run {
  readonly seed: number;
  /** The paths to try, in order, for a WebSocket connection without a path. @default ["/"] */
  readonly websocketPaths?: readonly string[] | undefined;
  /** Once aborted, checks that have not begun are left out. */
  readonly signal?: AbortSignal | undefined;
  /** The server of one exercise, started for it alone. */
  server(exercise: number): Promise<RunningServer | NoServer>;
  /** A running server for a probe; an exclusive one is not shared, because the probe may end it. */
  probeServer(exclusive: boolean): Promise<RunningServer | NoServer>;
  /** Why the stretch probes do not run; undefined when they do, that is, once every exercise has passed. */
  stretchUnwanted(): string | undefined;
  report(result: CheckReport): void;
  /** Whether each exercise begins only when the previous one is over. @default false: all at once */
  readonly inTurn?: boolean;
  /** Called when an exercise is over, and only a probe may still need its server. */
  over?(exercise: number): void;
}

export interface CheckReport {
  /** `null` for a stretch probe. */
  readonly exercise: number | null;
  readonly result: CheckResult;
  readonly advice: readonly Advice[];
  /** The value that was thrown, when the check failed. */
  readonly thrown?: unknown;
  /** What the server printed while a check failed. */
  readonly log?: string;
}

export function isServer(server: RunningServer | NoServer): server is RunningServer {
  return "port" in server;
}
