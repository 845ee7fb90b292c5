/** A client program that runs behind a proxy, watched by a member of its board: when it tries to connect, and joins. */
import {
  CheckFailure,
  type Conditions,
  type Program,
  type Proxy,
  type RecordedRequest,
  type Tools,
  type WebSocketClient,
} from "#kit";
import { failures } from "./failures.ts";
import { ended } from "./heartbeats.ts";
import { peopleIn, placeIn, toldOf, watchBoard, type Person } from "./people.ts";

/** How long anything may take that does not wait for a timer of the client, in milliseconds. */
export const REPLY_LIMIT_MS = 8_000;

/** How long a program may take to start and to join, in milliseconds: long only where the machine is busy. */
const START_LIMIT_MS = 20_000;

/** How long an attempt is left without an answer, to see whether the client begins another one meanwhile, in milliseconds. */
const UNANSWERED_MS = 1_500;

/** A connection that is too many comes within a few tenths of a second after the one before, in milliseconds. */
const NO_CONNECTION_MS = 500;

/** What a server that is being restarted answers, or what stands before it: JSON, as to any other request. */
export const UNAVAILABLE: Conditions = {
  answer: { status: 503, headers: { "Content-Type": "application/json" }, body: '{"error":"Service Unavailable"}' },
};

/** So that a client that was refused often, because the machine is busy, comes back soon after the network does. */
export const SHORT_WAITS = { BACKOFF_MAX_MS: "200" };

/** Conditions as if there were no server. */
export const DOWN: Conditions = { down: true };

/** So that a poll's answer with twenty events takes three seconds, and an event on the other connection less than two tenths. */
export const SLOW_ANSWERS: Conditions = { bytesPerSecond: 2_000 };

export class ReturningClient {
  readonly program: Program;
  /** What stands between the client and the server. */
  readonly link: Proxy;
  readonly person: Person;
  /** A member of the board. */
  watcher: WebSocketClient;
  /** How often the client has joined, according to the watcher. */
  #joins = 0;

  /**
   * Starts the client and waits until it has joined the board.
   * @param env variables besides those that say where to connect
   */
  static async start(tools: Tools, env: Readonly<Record<string, string>> = {}): Promise<ReturningClient> {
    const client = await ReturningClient.#run(tools, env);
    await client.expectJoin(START_LIMIT_MS);
    return client;
  }

  /** Starts the client, under conditions of the network that it meets from the beginning, and waits until it tries to connect. */
  static async startUnder(
    conditions: Conditions,
    tools: Tools,
    env: Readonly<Record<string, string>>,
  ): Promise<ReturningClient> {
    const client = await ReturningClient.#run(tools, env, conditions);
    if ((await client.attempt(0, START_LIMIT_MS)) === undefined) throw client.#notReconnected();
    return client;
  }

  static async #run(
    { programs, proxy, websocket, board }: Tools,
    env: Readonly<Record<string, string>>,
    conditions?: Conditions,
  ): Promise<ReturningClient> {
    const { first, second } = peopleIn(board);
    const place = placeIn(board);
    const watcher = await watchBoard(websocket, first, place);
    const link = await proxy();
    if (conditions !== undefined) link.change(conditions);
    const program = await programs.run("client", {
      env: { SERVER_URL: link.url, TOKEN: second.token, BOARD_ID: place.boardId, ...env },
    });
    return new ReturningClient(program, link, second, watcher);
  }

  private constructor(program: Program, link: Proxy, person: Person, watcher: WebSocketClient) {
    this.program = program;
    this.link = link;
    this.person = person;
    this.watcher = watcher;
  }

  /** Another member of the board takes over from the watcher, whose server has ended. */
  watchedBy(watcher: WebSocketClient): void {
    this.watcher = watcher;
    this.#joins = 0;
  }

  /** The attempts to open a WebSocket connection so far. */
  get attempts(): readonly RecordedRequest[] {
    return this.link.requests.filter(({ headers }) => headers.has("upgrade"));
  }

  /** Waits until the client has joined the board once more. */
  async expectJoin(limitMs: number = REPLY_LIMIT_MS): Promise<void> {
    const before = this.attempts.length;
    const wanted = ++this.#joins;
    const joined = () => (toldOf(this.watcher, "user_joined", this.person) >= wanted ? true : undefined);
    if ((await this.watcher.until(joined, limitMs)) === true) return;
    // Without the watcher, nobody sees the join.
    if (this.watcher.closed !== undefined) throw ended(this.watcher, this.watcher.pings.length);
    const last = this.attempts.at(-1);
    if (last === undefined || (this.attempts.length === before && last.closedAt !== undefined))
      throw this.#notReconnected();
    throw new CheckFailure({
      code: failures["not-joined"],
      sent: `the client's ${last.method} ${pathOf(last)}, answered with ${last.answer?.status ?? "nothing"}`,
      expected: `"user_joined" of ${this.person.id} at ${this.watcher.name}, within ${limitMs / 1000} s`,
      received: "nothing of the kind",
      peer: this.watcher.name,
    });
  }

  /** Waits for the attempt with this index. */
  async attempt(index: number, limitMs: number): Promise<RecordedRequest | undefined> {
    return await this.link.until(() => this.attempts[index], limitMs);
  }

  /** Waits until the handshake of an attempt from this index on has succeeded. It has not been shown to the client yet. */
  async accepted(index: number): Promise<void> {
    const isAccepted = () =>
      this.attempts.slice(index).some(({ answer }) => answer?.status === 101) ? true : undefined;
    if ((await this.link.until(isAccepted, REPLY_LIMIT_MS)) !== true) throw this.#notReconnected();
  }

  /** Waits until its current connection has ended. */
  async lost(): Promise<void> {
    const last = this.attempts.length - 1;
    await this.link.until(() => this.attempts[last]?.closedAt, REPLY_LIMIT_MS);
  }

  /**
   * Waits for the attempt with this index, counted from 0.
   * @param sent why there should be one, as it is said to the learner
   */
  async expectAttempt(index: number, sent?: string): Promise<void> {
    if ((await this.attempt(index, REPLY_LIMIT_MS)) === undefined) throw this.#notReconnected(sent);
  }

  /** Leaves the attempts from this index on without an answer. Fails when the client begins another one meanwhile. */
  async expectOneAttempt(index: number): Promise<void> {
    this.link.change({ held: "/ws" });
    await this.expectAttempt(index);
    const second = () => this.attempts.slice(index).filter(({ closedAt }) => closedAt === undefined)[1];
    if ((await this.link.until(second, UNANSWERED_MS)) !== undefined)
      throw connectedTwice(
        "an attempt was answered with 503, and the next one was not answered yet",
        "another attempt while that one was under way",
      );
    this.link.change({});
  }

  /**
   * Fails when the client has more than one connection, of those from this index on.
   * @param sent what has happened before, as it is said to the learner
   */
  async expectOneConnection(index: number, sent: string): Promise<void> {
    await this.link.until(() => undefined, NO_CONNECTION_MS);
    const open = this.attempts
      .slice(index)
      .filter(({ answer, closedAt }) => answer?.status === 101 && closedAt === undefined);
    if (open.length > 1) throw connectedTwice(sent, `${open.length} connections of the client at the same time`);
  }

  #notReconnected(sent = "the client's connection was ended"): CheckFailure {
    const { ended } = this.program;
    return new CheckFailure({
      code: this.attempts.length === 0 ? "no-request" : failures["not-reconnected"],
      sent: this.attempts.length === 0 ? "the client was started" : sent,
      expected: `a WebSocket handshake of the client within ${REPLY_LIMIT_MS / 1000} s`,
      received: ended === undefined ? "none; the client is still running" : "none; the client has ended",
    });
  }
}

function connectedTwice(sent: string, received: string): CheckFailure {
  return new CheckFailure({
    code: failures["connected-twice"],
    sent,
    expected: "1 connection, and no other",
    received,
  });
}

/** The path without the token, which is a secret. */
export function pathOf({ path }: RecordedRequest): string {
  return path.split("?")[0] ?? path;
}
