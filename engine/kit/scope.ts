import { performance } from "node:perf_hooks";
import type { Advice, CheckResult, CheckStatus, Failure } from "../verdict.ts";
import { diagnose, hintFor } from "./diagnosis.ts";
import { endPlace, endSentence } from "./end-sentence.ts";
import { CheckFailure, failureFrom, type Observation } from "./failure.ts";
import { openOnFirst } from "./handshake.ts";
import { HttpClient } from "./http-client.ts";
import { CHECK_PATIENCE_MS, EXIT_GRACE_MS, GREETING_MS, REPLY_LIMIT_MS } from "./limits.ts";
import { randomFor, type Random } from "./random.ts";
import { isServer, type NoServer, type Run, type RunningServer } from "./run.ts";
import { settle } from "./surroundings.ts";
import { within } from "./time-limit.ts";
import { Transcript } from "./transcript.ts";
import type { WebSocketClient } from "./websocket-client.ts";

/** What a check can use. Everything it opens is closed for it. */
export interface Tools {
  /**
   * Opens a WebSocket connection on the path the server accepts: `/`, else `/ws`. When the server opened a WebSocket
   * port of its own instead, connects there, so that one mistake costs one exercise.
   * Throws a CheckFailure that says how the handshake went.
   */
  readonly connect: () => Promise<WebSocketClient>;
  readonly http: HttpClient;
  /** Input that cannot be hard-coded; it comes from the run's seed and the check's id. */
  readonly random: Random;
  /** Sends SIGTERM to the server's process. */
  readonly terminate: () => void;
  /** Waits until the server's process has ended; fails with `not-ended` after `REPLY_LIMIT_MS`. */
  readonly ended: () => Promise<void>;
}

export interface CheckOptions {
  /** One to three sentences: a question or a pointer, never the solution. */
  readonly hint: string;
  /** The check that must pass first; when it did not, this one is skipped. */
  readonly needs?: string;
  /** Hints for particular failure codes, where the general one does not fit. */
  readonly hints?: Readonly<Record<string, string>>;
}

/** How a check went. */
export interface Performed {
  readonly result: CheckResult;
  readonly advice: readonly Advice[];
  /** What failed it, so that vitest can show the test as failed too. */
  readonly thrown?: unknown;
}

const PATHS = ["/", "/ws"];

/** A WebSocket server on a port of its own is looked for on this many of them. */
const OTHER_PORTS_TRIED = 4;

/** What the checks of one exercise share: their server, the path it accepts, and how each check went. */
export class Scope {
  server: RunningServer | undefined;
  #noServer: NoServer | undefined;
  #accepted: { port: number; path: string } | undefined;
  readonly run: Run;
  readonly exercise: number | null;
  readonly declared = new Set<string>();
  readonly #boot: () => Promise<RunningServer | NoServer>;
  readonly #statuses = new Map<string, CheckStatus>();
  /** The check that failed because the server ended. */
  #endedIn: string | undefined;

  constructor(run: Run, exercise: number | null, boot: () => Promise<RunningServer | NoServer>) {
    this.run = run;
    this.exercise = exercise;
    this.#boot = boot;
  }

  async open(): Promise<void> {
    const server = await this.#boot();
    if (isServer(server)) this.server = server;
    else this.#noServer = server;
  }

  /** Why a check cannot run: one it needs did not pass, or an earlier one ended the server, which is told there. */
  unmet(needs: string | undefined): string | undefined {
    if (needs !== undefined && this.#statuses.get(needs) !== "passed") return `needs ${needs}`;
    return this.#endedIn === undefined ? undefined : `the server ended in ${this.#endedIn}`;
  }

  record({ result, advice }: Performed): void {
    this.#statuses.set(result.id, result.status);
    this.run.report({ exercise: this.exercise, result, advice });
  }

  /** Runs one check. Never rejects: what failed it is part of the answer. */
  async perform(
    id: string,
    title: string,
    options: CheckOptions,
    body: (tools: Tools) => Promise<void>,
  ): Promise<Performed> {
    const startedAt = performance.now();
    const transcript = new Transcript();
    const clients: WebSocketClient[] = [];
    const finish = (status: CheckStatus, failure: Failure | null): Performed => {
      for (const client of clients) client.close();
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      return {
        result: { id, title, status, durationMs, failure, transcript: transcript.events() },
        advice: status === "passed" ? clients.flatMap((client) => client.advice) : [],
      };
    };
    try {
      await withPatience(body(this.#tools(id, transcript, clients)));
      return finish("passed", null);
    } catch (error) {
      if (error instanceof CheckFailure) {
        const observation = await this.#withServerEnd(error.observation);
        const end = this.server?.ended();
        if (end !== undefined) this.#endedIn = id;
        if (end !== undefined) transcript.add({ peer: "server", dir: "none", kind: "exit", text: endedAs(end) });
        const failure = failureFrom(
          observation,
          transcript.events(),
          diagnose(observation.code, observation.received),
          options.hints?.[observation.code] ?? hintFor(observation.code) ?? options.hint,
        );
        return { ...finish("failed", failure), thrown: error };
      }
      const message = error instanceof Error ? error.message : String(error);
      const failure = {
        code: "grader-error",
        sent: "",
        expected: "",
        received: "",
        why: `the check itself failed: ${message}`,
        hint: "This is the workbook's fault, not your server's. Run the check again, and report it if it stays.",
      };
      return { ...finish("error", failure), thrown: error };
    }
  }

  #tools(id: string, transcript: Transcript, clients: WebSocketClient[]): Tools {
    const { server } = this;
    if (server === undefined) {
      const { code, sentence } = this.#noServer ?? { code: "grader-error", sentence: "no server was started" };
      throw new CheckFailure({
        code,
        sent: "nothing",
        expected: "a server that accepts connections",
        received: sentence,
      });
    }
    let connected = 0;
    return {
      connect: async () => {
        // The name is taken before anything is awaited: a check may connect several clients at once.
        const client = await this.#connect(server, `client-${++connected}`, transcript);
        clients.push(client);
        settle(client, { server, clients });
        // What the server sends on connecting arrives before the first question, so it is not taken for the answer.
        const ping = client.pingFrame({ quiet: true });
        await client.until(() => (ping.answered() ? true : undefined), GREETING_MS);
        client.baseline = client.inbox.length;
        return client;
      },
      http: new HttpClient({ host: server.host, port: server.port }, transcript),
      random: randomFor(this.run.seed, id),
      terminate: () => {
        transcript.add({ peer: "grader", dir: "out", kind: "note", text: "SIGTERM to the server" });
        server.terminate?.();
      },
      ended: async () => {
        if ((await within(REPLY_LIMIT_MS, server.end)) === undefined)
          throw new CheckFailure({
            code: "not-ended",
            sent: "SIGTERM",
            expected: `the process ends within ${REPLY_LIMIT_MS / 1000} s`,
            received: "it is still running",
          });
      },
    };
  }

  async #connect(server: RunningServer, name: string, transcript: Transcript): Promise<WebSocketClient> {
    const { host } = server;
    const known = this.#accepted;
    const paths = server.path === undefined ? PATHS : [server.path];
    const first = await openOnFirst(
      { host, port: known?.port ?? server.port },
      known === undefined ? paths : [known.path],
      name,
      transcript,
    );
    if ("client" in first) {
      this.#accepted = { port: known?.port ?? server.port, path: first.path };
      first.client.ownPort = server.otherPorts().find((other) => other.real === this.#accepted?.port);
      return first.client;
    }
    const others = known === undefined ? server.otherPorts().slice(0, OTHER_PORTS_TRIED) : [];
    const seconds = await Promise.all(
      others.map(async (other) => ({
        other,
        found: await openOnFirst({ host, port: other.real }, PATHS, name, transcript),
      })),
    );
    for (const { other, found } of seconds) {
      if (!("client" in found)) continue;
      this.#accepted = { port: other.real, path: found.path };
      found.client.ownPort = other;
      return found.client;
    }
    throw new CheckFailure({
      code: first.code,
      sent: `a WebSocket handshake: GET ${known?.path ?? paths.join(", then ")} with Upgrade: websocket`,
      expected: "101 Switching Protocols",
      received: first.received,
      ...(first.why === undefined ? {} : { why: first.why }),
    });
  }

  /** A request that got no answer because the process ended is about the process, not about the request. */
  async #withServerEnd(observation: Observation): Promise<Observation> {
    if (this.server === undefined || !/^(http-not-answering|handshake-)/.test(observation.code)) return observation;
    if (observation.code === "handshake-answered-by-http") return observation;
    const end = this.server.ended() ?? (await within(EXIT_GRACE_MS, this.server.end));
    if (end === undefined) return observation;
    return {
      ...observation,
      code: end.code,
      received: `${observation.received}; ${endSentence(end)}`,
      ...endPlace(end),
    };
  }
}

/** A server that takes nearly all the time it has for every single answer adds up to more than a check has. */
async function withPatience(work: Promise<void>): Promise<void> {
  const isDone = await within(
    CHECK_PATIENCE_MS,
    work.then(() => true),
  );
  if (isDone === true) return;
  const seconds = CHECK_PATIENCE_MS / 1000;
  throw new CheckFailure({
    code: "too-slow",
    sent: "everything the check sends, one after the other",
    expected: `all answers together within ${seconds} s`,
    received: `each answer in time, but not all of them within ${seconds} s`,
  });
}

function endedAs(end: { exitCode: number | null; signal: string | null }): string {
  return end.signal === null ? `server exited with code ${end.exitCode}` : `server ended by ${end.signal}`;
}
