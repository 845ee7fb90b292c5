import { ServerLink } from "../kit/server-link.ts";
import type { NoServer, RunningServer } from "../kit/run.ts";
import type { Place } from "./sources.ts";
import { isServer } from "../kit/run.ts";
import { Transcript } from "../kit/transcript.ts";
import type { WebSocketClient } from "../kit/transports/websocket/websocket-client.ts";
import { WebSocketTransport } from "../kit/transports/websocket/websocket-transport.ts";
import { NOTHING_RAN, type Blocks, type CompiledFile } from "./coverage.ts";
import { ofKind, traceEventIn, type TraceEvent, type TraceEventOf } from "./trace.ts";

/** How long a server has to say which of its lines ran, in milliseconds: long only where the machine is busy. */
const COVERAGE_LIMIT_MS = 2_000;
/** How long its event loop may take to turn before it counts as standing still for now, in milliseconds. */
const TURN_MS = 300;

/** So many turns of its event loop have passed when it has dealt with the end of a connection: it takes one or two. */
const TURNS_FOR_CLOSE = 20;

/** The process of an observed server, as the grader has it. */
export interface ObservedProcess {
  readonly server: RunningServer | NoServer;
  /** Lines that observe.mjs wrote so far. */
  seen(): readonly string[];
  coverage(limitMs: number): Promise<string | undefined>;
  /** Says which error was given to the console, and where it was thrown. */
  describe(logged: TraceEventOf<"logged">): { readonly error: string; readonly at: Place | undefined } | undefined;
}

/** A server that was started to find out why its submission failed, and that reports what it does. */
export class ObservedServer {
  readonly #process: ObservedProcess;
  readonly compiled: CompiledFile | undefined;

  constructor(process: ObservedProcess, compiled: CompiledFile | undefined) {
    this.#process = process;
    this.compiled = compiled;
  }

  /** The server, unless it did not come as far as to accept connections. */
  get running(): RunningServer | undefined {
    return isServer(this.#process.server) ? this.#process.server : undefined;
  }

  /** What it reported so far. */
  trace(): TraceEvent[] {
    return this.#process.seen().flatMap((line) => traceEventIn(line) ?? []);
  }

  /** See `ObservedProcess.describe`. */
  readonly describe: ObservedProcess["describe"] = (logged) => this.#process.describe(logged);

  /** Whether its event loop turns. */
  async answers(): Promise<boolean> {
    return (await this.#process.coverage(TURN_MS)) !== undefined;
  }

  /**
   * Has a client leave, and resolves once the server has dealt with that: its "close" comes when the client has long been told.
   * Resolves with whether its event loop turns.
   */
  async afterLeaving(client: WebSocketClient): Promise<boolean> {
    const closes = () => ofKind(this.trace(), "event").filter(({ event }) => event === "close").length;
    const before = closes();
    await client.leave();
    for (let turn = 0; turn < TURNS_FOR_CLOSE && closes() === before; turn++) if (!(await this.answers())) return false;
    return this.answers();
  }

  /** Which of its functions ran since the last call, and which blocks in them did not. */
  async blocks(): Promise<Blocks> {
    const line = await this.#process.coverage(COVERAGE_LIMIT_MS);
    return line === undefined || this.compiled === undefined ? NOTHING_RAN : this.compiled.blocks(line);
  }
}

/** Opens connections to a server outside of any check. */
export function connectionsTo(server: RunningServer, paths: readonly string[]): Connections {
  const link = new ServerLink(server, new Transcript());
  return new Connections(new WebSocketTransport(link, { paths, endpoint: {} }), link);
}

export class Connections {
  readonly #transport: WebSocketTransport;
  readonly #link: ServerLink;

  constructor(transport: WebSocketTransport, link: ServerLink) {
    this.#transport = transport;
    this.#link = link;
  }

  /** Opens one, or returns undefined when the server refuses it. */
  async open(): Promise<WebSocketClient | undefined> {
    return this.#transport.open().catch(() => undefined);
  }

  close(): void {
    this.#link.dispose();
  }
}
