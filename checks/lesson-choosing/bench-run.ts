/** One run of the learner's bench through a proxy: what its clients did, by the proxy's records, and what it printed of them. */
import {
  CheckFailure,
  expect,
  explained,
  type Explanation,
  type OneBoard,
  type Program,
  type Proxy,
  type Random,
  type RecordedRequest,
  type Tools,
} from "#kit";
import { failures } from "./failures.ts";

export type Approach = "short-polling" | "long-polling" | "sse" | "websocket";

/** The clients of the bench, and the end of the path that each of them asks for. */
const PATHS: Readonly<Record<Approach, string>> = {
  "short-polling": "/updates",
  "long-polling": "/poll",
  sse: "/events",
  websocket: "/ws",
};

const APPROACHES = Object.keys(PATHS) as readonly Approach[];

/** How long the clients may take to start, or to get on, in milliseconds. */
const WAIT_LIMIT_MS = 6_000;

/** A line of the bench, by the table of the lesson's README. */
export type Summary = Readonly<Record<(typeof NUMBERS)[number], number>>;
const NUMBERS = ["updates", "requests", "bytes", "p50Ms", "p95Ms", "meanStalenessMs"] as const;

export interface RunOptions {
  readonly updates: number;
  readonly intervalMs: number;
}

export class BenchRun {
  readonly link: Proxy;
  readonly random: Random;
  readonly #program: Program;
  readonly #http: Tools["http"];
  readonly #boardId: string;
  readonly #listId: string;
  /** When each update was stored, by its title, on the clock of `performance.now()`. */
  readonly #storedAt = new Map<string, number>();

  /** Starts the bench, and resolves once each of its four clients is connected: whatever happens now, all of them see. */
  static async start(tools: Tools, { updates, intervalMs }: RunOptions): Promise<BenchRun> {
    const { programs, proxy, board } = tools;
    const [first] = board.boards;
    const link = await proxy();
    const program = await programs.run("bench", {
      env: {
        SERVER_URL: link.url,
        BOARD_ID: first?.id ?? "",
        UPDATES: String(updates),
        INTERVAL_MS: String(intervalMs),
      },
    });
    const run = new BenchRun(tools, link, program, first);
    await run.#connected(updates);
    return run;
  }

  private constructor({ http, random }: Tools, link: Proxy, program: Program, board: OneBoard | undefined) {
    this.random = random;
    this.link = link;
    this.#program = program;
    this.#http = http;
    this.#boardId = board?.id ?? "";
    this.#listId = board?.lists[0]?.id ?? "";
  }

  /** What arrived at the proxy from one client. */
  requestsOf(approach: Approach): readonly RecordedRequest[] {
    return this.link.requests.filter(
      ({ method, path }) => method === "GET" && path.split("?", 1)[0]?.endsWith(PATHS[approach]),
    );
  }

  /** Changes the board, with no proxy in between. Returns the title of the new task. */
  async update(): Promise<string> {
    const title = Array.from({ length: this.random.integer(1, 18) }, () => this.random.word()).join(" ");
    expect(await this.#http.post("/tasks", { json: { listId: this.#listId, title } })).toHaveStatus(201);
    this.#storedAt.set(title, performance.now());
    return title;
  }

  /** What lies between the moments in which the tenth and the nineteenth of the updates were stored, counted from the last one. */
  storedApartMs(): number {
    const times = [...this.#storedAt.values()].toSorted((a, b) => b - a);
    return (times[9] ?? 0) - (times[18] ?? 0);
  }

  /** How old each update was when a poll of this client brought it through the proxy, in milliseconds. */
  agesMs(approach: "short-polling" | "long-polling"): number[] {
    return [...this.#storedAt].map(([title, storedAt]) => {
      const first = this.requestsOf(approach).find(({ answer }) => answer?.body.includes(title) === true);
      return (first?.answer?.endedAt ?? storedAt) - storedAt;
    });
  }

  /**
   * Resolves when the client that polls long has the task with this title: it has asked once more since. Not for the last
   * update, after which it asks no more.
   */
  async seen(title: string): Promise<void> {
    const hasAskedSince = () => {
      const polls = this.requestsOf("long-polling");
      return polls.slice(0, -1).some(({ answer }) => answer?.body.includes(title) === true);
    };
    await this.#until(hasAskedSince, "a poll, once the last one has brought an update");
  }

  /** Resolves when a poll of the client that polls short is answered, with when that was, on the clock of `performance.now()`. */
  async answered(): Promise<number> {
    const before = this.#answeredPolls().length;
    await this.#until(() => this.#answeredPolls().length > before, "a poll, once the interval is over");
    return this.#answeredPolls().at(-1)?.answer?.endedAt ?? performance.now();
  }

  /** The line of each client. */
  async summaries(): Promise<ReadonlyMap<Approach, Summary>> {
    const all = new Map<Approach, Summary>();
    for (const approach of APPROACHES) {
      all.set(approach, summaryIn(await this.#lineOf(approach), approach));
    }
    return all;
  }

  async #lineOf(approach: Approach): Promise<string> {
    const { text } = await explained(
      () => this.#program.line((line) => objectIn(line)?.["approach"] === approach, WAIT_LIMIT_MS),
      () => this.#printedInPlaceOf(approach),
      "no-line",
    );
    return text;
  }

  /** What the bench has printed in place of the line of this client. */
  #printedInPlaceOf(approach: Approach): Explanation | undefined {
    const lines = this.#program.lines.filter(({ stream }) => stream === "stdout").map(({ text }) => text);
    const json = lines.find((line) => objectIn(line) !== undefined && !objectIn(line)?.["approach"]);
    const withName = lines.findIndex((line) => line.includes(approach) && objectIn(line) === undefined);
    const printed = json ?? lines.slice(Math.max(0, withName - 1), withName + 2).join(" ⏎ ");
    const code = json === "{}" ? "promise-printed" : json === undefined ? "line-not-json" : "line-without-approach";
    if (json === undefined && withName === -1) return undefined;
    return {
      code: failures[code],
      expected: `a line of JSON with the approach ${approach}`,
      received: printed,
    };
  }

  #answeredPolls(): readonly RecordedRequest[] {
    return this.requestsOf("short-polling").filter(({ answer }) => answer?.endedAt !== undefined);
  }

  async #connected(updates: number): Promise<void> {
    const ended = this.#program.exit(WAIT_LIMIT_MS).catch(() => undefined);
    const connected = this.link.until(
      () => (APPROACHES.every((approach) => this.#isConnected(approach)) ? true : undefined),
      WAIT_LIMIT_MS,
    );
    await Promise.race([connected, ended]);
    const missing = APPROACHES.filter((approach) => !this.#isConnected(approach));
    if (missing.length === 0) return;
    const wrongBoard = this.#wrongBoard();
    if (wrongBoard !== undefined) throw wrongBoard;
    // A bench that has crashed fails with its own error, which waiting for a line of it names.
    const { ended: end } = this.#program;
    if (end !== undefined && end.code !== "server-exited") await this.#program.line(() => false);
    const isNone = missing.length === APPROACHES.length;
    throw new CheckFailure({
      code: failures[isNone ? "clients-not-started" : await this.#whyMissing(missing, updates)],
      sent: "the bench is started, and nothing changes on the board",
      expected: "requests of all four clients",
      received: isNone ? "none of any client" : `none for ${missing.join(", ")}`,
    });
  }

  /** The failure of a bench whose clients ask for another board, on which nothing happens. */
  #wrongBoard(): CheckFailure | undefined {
    const all = APPROACHES.flatMap((approach) => this.requestsOf(approach));
    const elsewhere = all.find(({ path }) => !decodeURIComponent(path).includes(this.#boardId));
    if (elsewhere === undefined) return undefined;
    return new CheckFailure({
      code: failures["board-ignored"],
      sent: `the bench is started with BOARD_ID=${this.#boardId}`,
      expected: `requests for the board ${this.#boardId}`,
      received: `a request for ${elsewhere.path}`,
    });
  }

  /** Lets the clients that have begun see their updates, to find out whether that is what the others wait for. */
  async #whyMissing(missing: readonly Approach[], updates: number): Promise<"clients-in-turn" | "clients-left-out"> {
    for (let update = 0; update < updates; update++) await this.update();
    const begun = await this.link.until(
      () => (missing.some((approach) => this.requestsOf(approach).length > 0) ? true : undefined),
      WAIT_LIMIT_MS,
    );
    return begun === true ? "clients-in-turn" : "clients-left-out";
  }

  /** Whether an update from now on reaches the client: its stream is open, or it has a cursor. */
  #isConnected(approach: Approach): boolean {
    const requests = this.requestsOf(approach);
    if (approach === "short-polling") return requests.some(({ answer }) => answer?.endedAt !== undefined);
    if (approach === "long-polling") return requests.length > 1;
    return requests.some(({ answer }) => answer !== undefined);
  }

  async #until(isSo: () => boolean, expected: string): Promise<void> {
    if ((await this.link.until(() => (isSo() ? true : undefined), WAIT_LIMIT_MS)) === true) return;
    const wrongBoard = this.#wrongBoard();
    if (wrongBoard !== undefined) throw wrongBoard;
    throw new CheckFailure({
      code: "no-request",
      sent: "the board changes while the bench runs",
      expected: `${expected}, within ${WAIT_LIMIT_MS / 1000} s`,
      received: "no further request",
    });
  }
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function summaryIn(line: string, approach: Approach): Summary {
  const found = objectIn(line) ?? {};
  const missing = NUMBERS.filter((name) => typeof found[name] !== "number");
  if (missing.length === 0) return found as Summary;
  throw new CheckFailure({
    code: failures["summary-incomplete"],
    sent: `the bench was run, and each client has seen its updates`,
    expected: `a number for ${missing.join(" and ")} in the line of ${approach}`,
    received: line,
  });
}
