/** What the checks of one grading need from their caller: servers to talk to, a seed, and a place for results. */
import type { FailureCode } from "../failures/registry.ts";
import type { SourceLocation } from "../source-location.ts";
import type { Advice, CheckResult } from "../verdict.ts";

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
  /** Sends SIGTERM, or undefined when there is no process of ours. */
  readonly terminate: (() => void) | undefined;
}

/** How a server process ended; `endSentence` says it in words. */
export type ServerEnd = { readonly exitCode: number | null; readonly signal: string | null } & (
  | {
      /** By an uncaught error. */
      readonly code: "server-stopped";
      /** On one line, for example `SyntaxError: Unexpected token 'h'`. */
      readonly error: string;
      /** Where the submission was, when that is known. */
      readonly location?: SourceLocation;
      /** More about the error, in several lines. */
      readonly details?: string;
    }
  | {
      /** By the grader, or by a limit that the grader had set. */
      readonly code: "server-killed";
      /** Which limit, for example `it used more than 512 MB of memory`. */
      readonly limit: string;
    }
  | { readonly code: "server-exited" | "server-signalled" }
);

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
}

export interface CheckReport {
  /** `null` for a stretch probe. */
  readonly exercise: number | null;
  readonly result: CheckResult;
  readonly advice: readonly Advice[];
  /** What failed the check, as it was thrown. */
  readonly thrown?: unknown;
}

export function isServer(server: RunningServer | NoServer): server is RunningServer {
  return "port" in server;
}
