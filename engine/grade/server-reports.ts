/** Reads what child.mjs reports about the server, and sends it its instructions. */
import type { Socket } from "node:net";
import { timeLimit, within } from "../kit/time-limit.ts";
import { MAX_REPORTS, MAX_SEEN, PENDING_LIMIT_MS, TURN_LIMIT_MS } from "./limits.ts";
import { listensOn } from "./listener.ts";
import type { ProcessId } from "./process-tree.ts";

/** Longer than any report of child.mjs. A longer line is dropped. */
const MAX_LINE_CHARACTERS = 64 * 1024;

/** How the report of an uncaught error begins, and the report that withdraws it; see reportCrashes in child.mjs. */
const CRASH = '{"crash":';
const SURVIVED = '{"survived":true}';

/** How the reports of a server that is examined begin; see observe.mjs. */
const SEEN = '{"seen":';
const COVERAGE = '{"coverage":';

/** What is pending in a process, as pending.mjs says it. */
export interface Pending {
  readonly what: readonly string[];
  /** How many handles let other threads wake its event loop, Node's own included. */
  readonly asyncs: number;
}

export interface Listener {
  /** The port that the learner's code asked for. */
  readonly asked: number;
  /** The port it was given. */
  readonly real: number;
  readonly host?: string;
}

/** The submission may write to the channel itself, so a reported port counts only if one of its processes listens on it. */
export class ServerReports {
  /** Every listener that the code has opened, including those closed again. */
  readonly opened: Listener[] = [];
  /** The listeners that are open now. */
  listeners: Listener[] = [];
  /** The path of a Unix socket that it listens on. */
  socket: string | undefined;
  /** Whether the submission's own code has begun to run. */
  begun = false;
  /** The last report of an uncaught error that was not withdrawn, unparsed. It is read once the process has ended. */
  crash: string | undefined;
  /** What a server that is examined reported of itself, as it came, at most `MAX_SEEN` lines. */
  readonly seen: string[] = [];

  readonly #channel: Socket;
  readonly #listening: () => ProcessId[];
  #count = 0;
  #turns = 0;
  #covers = 0;
  #onCoverage = (_line: string) => {};
  #onTurn = () => {};
  #hasNews = false;
  #questions = 0;
  #onPending: (pending: Pending | undefined) => void = () => {};
  #onNews = () => {};

  /** @param listening the processes that a reported port can belong to */
  constructor(channel: Socket, listening: () => ProcessId[]) {
    this.#channel = channel;
    this.#listening = listening;
    channel.on("error", () => {});
    let pending = "";
    channel.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (pending + chunk).split("\n");
      // One character more than a line may have, so that the rest of a line that is too long is dropped with it.
      pending = (lines.pop() ?? "").slice(0, MAX_LINE_CHARACTERS + 1);
      for (const line of lines) if (line.length <= MAX_LINE_CHARACTERS) this.#take(line);
      this.#tell();
    });
  }

  /** Sends an instruction or a question, which child.mjs recognises by its fields. */
  write(instruction: object): void {
    this.#channel.write(`${JSON.stringify(instruction)}\n`);
  }

  /** Resolves when there has been a report since the last call, when there can be no more, or after `limitMs`. */
  async news(limitMs: number): Promise<void> {
    if (!this.#hasNews) {
      await new Promise<void>((resolve) => {
        const cancel = timeLimit(Math.max(10, limitMs), resolve);
        this.#onNews = () => {
          cancel();
          resolve();
        };
      });
    }
    this.#hasNews = false;
  }

  /** Resolves once the process has answered, so that everything it did before is reported; or once it has ended. */
  async turn(): Promise<void> {
    this.write({ turn: ++this.#turns });
    await new Promise<void>((resolve) => {
      // A busy server may be slow to answer, which is not a fault.
      const cancel = timeLimit(TURN_LIMIT_MS, resolve);
      this.#onTurn = () => {
        cancel();
        resolve();
      };
    });
  }

  /** What ran since the last call, as observe.mjs says it; undefined when the process does not answer within `limitMs`. */
  async coverage(limitMs: number): Promise<string | undefined> {
    const answer = new Promise<string>((resolve) => (this.#onCoverage = resolve));
    this.write({ cover: ++this.#covers });
    return within(limitMs, answer);
  }

  /**
   * Asks what could make the process act within `withinMs` milliseconds, one question at a time. Resolves with undefined when
   * it does not answer within `PENDING_LIMIT_MS`, or ends.
   */
  async pending(withinMs: number): Promise<Pending | undefined> {
    const answer = new Promise<Pending | undefined>((resolve) => (this.#onPending = resolve));
    this.write({ pending: ++this.#questions, withinMs });
    return await within(PENDING_LIMIT_MS, answer);
  }

  /** To be called when the process has ended: there will be no more reports. */
  close(): void {
    this.#channel.destroy();
    this.#tell();
    this.#onTurn();
    this.#onPending(undefined);
  }

  #tell(): void {
    this.#hasNews = true;
    this.#onNews();
  }

  #take(line: string): void {
    // Outside the limit on reports: a server that handles its errors may have any number of them.
    if (line.startsWith(CRASH)) this.crash = line;
    else if (line === SURVIVED) this.crash = undefined;
    else if (line.startsWith(SEEN)) {
      if (this.seen.length < MAX_SEEN) this.seen.push(line);
    } else if (line.startsWith(COVERAGE)) {
      if (line.startsWith(`${COVERAGE}${this.#covers},`)) this.#onCoverage(line);
    } else if (++this.#count <= MAX_REPORTS + this.#questions + this.#turns) this.#takeEvent(line);
  }

  #takeEvent(line: string): void {
    try {
      const { asked, real, host, socket, closed, turn, begins, pending, what, asyncs } = JSON.parse(line) as Record<
        string,
        unknown
      >;
      if (begins === true) this.begun = true;
      if (turn !== undefined && turn === this.#turns) this.#onTurn();
      if (pending !== undefined && pending === this.#questions)
        this.#onPending(
          Array.isArray(what) && typeof asyncs === "number" ? { what: what.map(String), asyncs } : undefined,
        );
      if (closed !== undefined) this.listeners = this.listeners.filter((listener) => listener.real !== closed);
      if (typeof socket === "string") this.socket = socket.slice(0, 200);
      if (!isPort(asked) || !isPort(real) || !listensOn(real, this.#listening)) return;
      const listener = { asked, real, ...(typeof host === "string" ? { host: host.slice(0, 100) } : {}) };
      this.listeners.push(listener);
      this.opened.push(listener);
    } catch {
      // Not a report of child.mjs.
    }
  }
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535;
}
