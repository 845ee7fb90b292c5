import { performance } from "node:perf_hooks";
import { failureOf } from "../failures/registry.ts";
import type { Advice, CheckResult, CheckStatus, Failure } from "../verdict.ts";
import type { CheckBody, CheckOptions } from "./check-suite.ts";
import { CheckTools } from "./check-tools.ts";
import { endPlace, endSentence } from "./end-sentence.ts";
import { CheckFailure, failureFrom, type Observation } from "./failure.ts";
import { unawaitedOf } from "./guarded-expectation.ts";
import { CHECK_LIMIT_MS, EXIT_GRACE_MS } from "./limits.ts";
import { randomFor } from "./random.ts";
import { replyLimit } from "./reply-limit.ts";
import { isServer, type NoServer, type Run, type RunningServer, type ServerEnd } from "./run.ts";
import { NeedsProcess } from "./servers.ts";
import { within } from "./time-limit.ts";
import { Transcript } from "./transcript.ts";
import type { WebSocketEndpoint } from "./transports/websocket/websocket-transport.ts";

/** How a check went. */
export interface CheckOutcome {
  readonly result: CheckResult;
  readonly advice: readonly Advice[];
  /** The error that failed it, so that vitest can show its place. */
  readonly thrown?: unknown;
  /** What the server printed while it failed. */
  readonly log?: string;
}

/** A check, or a probe in the form of one. */
type Runnable = Pick<CheckOptions, "hint" | "hints"> & {
  readonly id: string;
  readonly title: string;
  readonly body: CheckBody;
};

/** The outcome of a check that does not run; `why` is shown to the learner. */
export function skipped({ id, title }: Pick<Runnable, "id" | "title">, why: string): CheckOutcome {
  return {
    result: { id, title, status: "skipped", durationMs: 0, failure: null, skipped: why, transcript: [] },
    advice: [],
  };
}

/** Runs checks against one server, and passes on to later checks which WebSocket path the server accepts. */
export class CheckRunner {
  readonly #server: RunningServer | NoServer;
  readonly #seed: number;
  readonly #websocketPaths: readonly string[];
  readonly #endpoint: WebSocketEndpoint = {};
  /** Resolves when the clients of the check before have left, and everything is there again that it has stopped. */
  #left: Promise<void> = Promise.resolve();

  constructor(
    server: RunningServer | NoServer,
    { seed, websocketPaths = ["/"] }: Pick<Run, "seed" | "websocketPaths">,
  ) {
    this.#server = server;
    this.#seed = seed;
    this.#websocketPaths = websocketPaths;
  }

  /** Whether the server's process has ended. */
  get serverEnded(): boolean {
    return isServer(this.#server) && this.#server.ended() !== undefined;
  }

  /**
   * Runs one check within `CHECK_LIMIT_MS`. Never rejects: a failure is part of the outcome.
   * @param onFailure called when it has failed, while everything that it opened is still open, with the time in its
   * transcript at which the failure was certain
   */
  async run(check: Runnable, onFailure?: (failedAt: number) => Promise<void>): Promise<CheckOutcome> {
    await this.#left;
    const startedAt = performance.now();
    const transcript = new Transcript();
    const log = isServer(this.#server) ? this.#server.log : undefined;
    const logBefore = log?.position();
    let tools: CheckTools | undefined;
    const close = () => {
      tools?.close();
      if (tools !== undefined) this.#left = tools.gone();
    };
    const finish = (status: CheckStatus, failure: Failure | null): CheckOutcome => {
      close();
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const { id, title } = check;
      return {
        result: { id, title, status, durationMs, failure, transcript: transcript.events() },
        advice: status === "passed" ? (tools?.clients.flatMap((client) => client.advice) ?? []) : [],
      };
    };
    try {
      tools = new CheckTools({
        server: reached(this.#server),
        endpoint: this.#endpoint,
        websocketPaths: this.#websocketPaths,
        random: randomFor(this.#seed, check.id),
        transcript,
      });
      await withinCheckLimit(check, tools, reached(this.#server));
      if (tools.fault !== undefined) throw tools.fault;
      const unawaited = unawaitedOf(tools.opened);
      if (unawaited !== undefined)
        throw new Error(
          `nothing waits for ${unawaited}, so it cannot fail: write await before expect(…).${unawaited}(…)`,
        );
      return finish("passed", null);
    } catch (thrown) {
      // What a failure says is not to be relied on when the check's own backend has failed.
      const error = tools?.fault ?? thrown;
      if (error instanceof NeedsProcess) {
        close();
        return skipped(check, error.message);
      }
      const failure =
        error instanceof CheckFailure ? await this.#explain(error, check, transcript, tools) : graderFailure(error);
      await onFailure?.(transcript.now(error instanceof CheckFailure ? error.observation.failedAt : undefined));
      return {
        ...finish(error instanceof CheckFailure ? "failed" : "error", failure),
        thrown: error,
        log: logBefore === undefined ? "" : (log?.since(logBefore) ?? ""),
      };
    }
  }

  async #explain(
    error: CheckFailure,
    check: Runnable,
    transcript: Transcript,
    tools: CheckTools | undefined,
  ): Promise<Failure> {
    const observation = await this.#withServerEnd(error.observation, tools);
    const ended = tools?.endOfServer();
    if (ended !== undefined) {
      const { exitCode, signal } = ended.end;
      transcript.add({ peer: ended.name, dir: "none", kind: "exit", exitCode, signal, text: endedAs(ended) });
    }
    return failureFrom(observation, transcript.events(), check);
  }

  /** When a request got no answer because the process ended, the failure is about the process. */
  async #withServerEnd(observation: Observation, tools: CheckTools | undefined): Promise<Observation> {
    const server = this.#server;
    if (observation.code === "no-request") return withProgramEnd(observation, tools?.endOfProgram());
    if (!isServer(server) || failureOf(observation.code).mayBeServerEnd !== true) return observation;
    if (tools?.endOfServer() === undefined) await (tools?.firstEnd(EXIT_GRACE_MS) ?? within(EXIT_GRACE_MS, server.end));
    const end = tools?.endOfServer()?.end ?? server.ended();
    if (end === undefined) return observation;
    return {
      ...observation,
      code: end.code,
      received: `${observation.received}; ${endSentence(end)}`,
      ...endPlace(end),
    };
  }
}

/** When a request never came because the program ended, the report says so; when it crashed, the failure is the crash. */
function withProgramEnd(
  observation: Observation,
  ended: { readonly name: string; readonly end: ServerEnd } | undefined,
): Observation {
  if (ended === undefined) return observation;
  const { name, end } = ended;
  const received = `${observation.received}; ${endSentence(end, name)}`;
  if (end.code === "server-exited") return { ...observation, received };
  return { ...observation, code: end.code, received, ...endPlace(end) };
}

/** The server, or the failure that says why there is none. */
function reached(server: RunningServer | NoServer): RunningServer {
  if (isServer(server)) return server;
  throw new CheckFailure({
    code: server.code,
    sent: "nothing",
    expected: "a server that accepts connections",
    received: server.sentence,
  });
}

/**
 * Limits the check as a whole: a server that uses nearly the whole limit for every single answer exceeds it in total. A
 * check that is late without waiting for a server hangs by itself, which is a fault of the workbook.
 */
async function withinCheckLimit(check: Runnable, tools: CheckTools, server: RunningServer): Promise<void> {
  const isDone = await within(
    CHECK_LIMIT_MS,
    check.body(tools).then(() => true),
    // As for each single answer: what a busy machine takes is not the submission's.
    (limitMs, over) => replyLimit(server, limitMs, over),
  );
  if (isDone === true) return;
  const seconds = CHECK_LIMIT_MS / 1000;
  if (!tools.isWaiting) throw new Error(`it did not end within ${seconds} s, although it waits for no answer`);
  throw new CheckFailure({
    code: "too-slow",
    sent: "everything the check sends, one after the other",
    expected: `all answers together within ${seconds} s`,
    received: `each answer in time, but not all of them within ${seconds} s`,
  });
}

function graderFailure(error: unknown): Failure {
  return {
    code: "grader-error",
    sent: "",
    expected: "",
    received: "",
    why: `the check itself failed: ${error instanceof Error ? error.message : String(error)}`,
    hint: "This is the workbook's fault, not your server's. Run the check again, and report the problem if it happens again.",
  };
}

function endedAs({ name, end }: { readonly name: string; readonly end: ServerEnd }): string {
  if (end.signal === null) return `${name} exited with code ${end.exitCode}`;
  // A listener keeps these from ending the process (Node documentation, Signal events).
  const isUnheard = end.signal === "SIGTERM" || end.signal === "SIGINT" || end.signal === "SIGHUP";
  return `${name} ended by ${end.signal}${isUnheard ? ", for which it has no listener" : ""}`;
}
