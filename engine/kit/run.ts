/** What the checks of one grading need from their caller: servers to talk to, a seed, and a place for results. */
import type { FailureCode } from "../failures/registry.ts";
import type { SourceLocation } from "../source-location.ts";
import type { Advice, CheckResult } from "../verdict.ts";
import type { Board } from "./board.ts";
import type { ServerEnd } from "./process-end.ts";

export type { ServerEnd } from "./process-end.ts";

/** A submission that runs and accepts connections. */
export interface RunningServer {
  /** An address or a name without the port, IPv6 without brackets: `127.0.0.1` or `::1`. */
  readonly host: string;
  readonly port: number;
  /** The only path to try, when the address was given with one. */
  readonly path?: string;
  /** Ports of further TCP listeners of the same server, with the port its code asked for. */
  otherPorts(): readonly { readonly asked: number; readonly real: number }[];
  /** How the process ended, or undefined while it runs or when there is no process to look at. */
  ended(): ServerEnd | undefined;
  /** Resolves when the process has ended; never for a server that runs elsewhere. */
  readonly end: Promise<ServerEnd>;
  /** What it prints; undefined for a server that runs elsewhere. */
  readonly log?: ServerLog;
  /** Sends SIGTERM, or undefined when there is no process of ours. */
  readonly terminate: (() => void) | undefined;
  /** What else can be done with the submission's processes; undefined for a server that runs elsewhere. */
  readonly processes?: SubmissionProcesses;
  /** What its database was filled with, where the lesson has a board. */
  readonly board?: Board | undefined;
  /** What REDIS_URL names, where the lesson has that service. */
  readonly redis?: RedisService | undefined;
  /** The values of the variables that the lesson declares, as this server found them. */
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

/** The processes behind one server of an exercise. All that it starts is ended with the exercise's server. */
export interface SubmissionProcesses {
  /** Ends the server's process with SIGKILL, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Ends the process, if it runs, and starts another one in its place. @param keepData whether it finds the same database */
  restart(options: { readonly keepData: boolean }): Promise<NoServer | undefined>;
  /** Starts one more server on the same database. @param environment beside, and before, what this server found */
  startAnother(environment: Readonly<Record<string, string>>): Promise<RunningServer | NoServer>;
  /**
   * Starts a program that lesson.ts names, in a process with the limits of a server. It finds the database and the
   * environment of this server, and before them what `options` say.
   * Throws an Error when the lesson has no such program.
   */
  runProgram(name: string, options: ProgramOptions): Promise<ProgramProcess | NoProgram>;
}

export interface ProgramOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** What follows the name of the file in `process.argv`. */
  readonly args: readonly string[];
  /** Called with what it prints, as it comes. */
  readonly onOutput: (stream: "stdout" | "stderr", chunk: Buffer) => void;
}

/** A program of the learner's that was started. */
export interface ProgramProcess {
  /** How it ended by itself, or undefined while it runs and once the grader ended it. */
  ended(): ServerEnd | undefined;
  /** Resolves when it has ended and its last output was read. */
  readonly end: Promise<ServerEnd>;
  signal(name: NodeJS.Signals): void;
  /** Ends it, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** A program could not be started: its file is missing or does not compile. */
export interface NoProgram extends Partial<SourceLocation> {
  readonly sentence: string;
  readonly hint?: string;
}

/** No server could be had for this exercise; `sentence` says why in the learner's words. */
export interface NoServer {
  readonly sentence: string;
  readonly code: FailureCode;
}

export interface Run {
  readonly seed: number;
  /** The paths on which a WebSocket connection without a path is tried, in their order. @default ["/"] */
  readonly websocketPaths?: readonly string[] | undefined;
  /** Once aborted, checks that have not begun are left out: nobody waits for the result. */
  readonly signal?: AbortSignal | undefined;
  /** The server of one exercise, fresh for this exercise. */
  server(exercise: number): Promise<RunningServer | NoServer>;
  /** A healthy server for a probe; an exclusive one is used by no other probe, because the probe may end it. */
  probeServer(exclusive: boolean): Promise<RunningServer | NoServer>;
  /** Why the stretch probes do not run, or undefined: they do once every exercise has passed. */
  stretchUnwanted(): string | undefined;
  report(result: CheckReport): void;
  /** Whether an exercise begins once the one before it is over, instead of all at once. @default false */
  readonly inTurn?: boolean;
  /** The exercise is over: only a probe may still need its server. */
  over?(exercise: number): void;
}

export interface CheckReport {
  /** `null` for a stretch probe. */
  readonly exercise: number | null;
  readonly result: CheckResult;
  readonly advice: readonly Advice[];
  /** What failed the check, as it was thrown. */
  readonly thrown?: unknown;
  /** What the server printed while a check failed. */
  readonly log?: string;
}

export function isServer(server: RunningServer | NoServer): server is RunningServer {
  return "port" in server;
}
