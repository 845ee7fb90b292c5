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
import { peopleIn, placeIn, toldOf, watchBoard, type Person } from "./people.ts";

/** How long anything may take that does not wait for a timer of the client, in milliseconds. */
export const REPLY_LIMIT_MS = 8_000;

/** How long a program may take to start and to join, in milliseconds: long only where the machine is busy. */
const START_LIMIT_MS = 20_000;

/** A connection that is too many comes within a few tenths of a second after the one before, in milliseconds. */
const NO_CONNECTION_MS = 1_200;

/** What a server that is being restarted answers, or what stands before it: JSON, as to any other request. */
export const UNAVAILABLE: Conditions = {
  answer: { status: 503, headers: { "Content-Type": "application/json" }, body: '{"error":"Service Unavailable"}' },
};

/** So that a client that was refused often, because the machine is busy, comes back soon after the network does. */
export const SHORT_WAITS = { BACKOFF_MAX_MS: "200" };

/** Conditions as if there were no server. */
export const DOWN: Conditions = { down: true };

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
  static async start(
    { programs, proxy, websocket, board }: Tools,
    env: Readonly<Record<string, string>> = {},
  ): Promise<ReturningClient> {
    const { first, second } = peopleIn(board);
    const place = placeIn(board);
    const watcher = await watchBoard(websocket, first, place);
    const link = await proxy();
    const program = await programs.run("client", {
      env: { SERVER_URL: link.url, TOKEN: second.token, BOARD_ID: place.boardId, ...env },
    });
    const client = new ReturningClient(program, link, second, watcher);
    await client.expectJoin(START_LIMIT_MS);
    return client;
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

  /** Waits for the attempt with this index, counted from 0. */
  async expectAttempt(index: number): Promise<void> {
    if ((await this.attempt(index, REPLY_LIMIT_MS)) === undefined) throw this.#notReconnected();
  }

  /** Fails when more than one attempt from this index on succeeds, however many were refused before. */
  async expectOneConnection(index: number): Promise<void> {
    const second = () => this.attempts.slice(index).filter(({ answer }) => answer?.status === 101)[1];
    if ((await this.link.until(second, NO_CONNECTION_MS)) === undefined) return;
    throw new CheckFailure({
      code: failures["connected-twice"],
      sent: "an attempt was answered with 503, and a later one worked",
      expected: "1 connection, and no other attempt",
      received: "another connection while the client is connected",
    });
  }

  #notReconnected(): CheckFailure {
    const { ended } = this.program;
    return new CheckFailure({
      code: this.attempts.length === 0 ? "no-request" : failures["not-reconnected"],
      sent: this.attempts.length === 0 ? "the client was started" : "the client's connection was ended",
      expected: `a WebSocket handshake of the client within ${REPLY_LIMIT_MS / 1000} s`,
      received: ended === undefined ? "none; the client is still running" : "none; the client has ended",
    });
  }
}

/** The path without the token, which is a secret. */
export function pathOf({ path }: RecordedRequest): string {
  return path.split("?")[0] ?? path;
}
