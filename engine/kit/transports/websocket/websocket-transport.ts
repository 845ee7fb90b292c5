import { CheckFailure } from "../../failure.ts";
import { GREETING_MS, GREETING_WITHOUT_PONG_MS } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { WaitCounter } from "../../wait-counter.ts";
import type { HttpAnswer } from "../http/http-answer.ts";
import { openOnFirst, type HandshakeOptions, type Refusal } from "./handshake.ts";
import type { WebSocketClient } from "./websocket-client.ts";

/** What one connection of an exercise reveals about the server, for later ones. */
export interface WebSocketEndpoint {
  /** Port and path of the first accepted WebSocket connection. */
  accepted?: { readonly port: number; readonly path: string };
  /** Whether a ping frame was left unanswered. */
  withoutPong?: boolean;
}

export interface WebSocketTransportOptions {
  /** The paths to try, in order, for a connection without a path. */
  readonly paths: readonly string[];
  readonly endpoint: WebSocketEndpoint;
}

export type OpenOptions = Omit<HandshakeOptions, "port">;

/** On how many further ports a separate WebSocket server is looked for. */
const OTHER_PORTS_TRIED = 4;
/** How long the end of a connection that a check has left is waited for, in milliseconds. */
const GONE_LIMIT_MS = 500;

/** Opens WebSocket connections to one server. */
export class WebSocketTransport {
  readonly clients: WebSocketClient[] = [];
  readonly #link: ServerLink;
  readonly #paths: readonly string[];
  readonly #endpoint: WebSocketEndpoint;
  /** How many handshakes and waits for a greeting are under way. */
  readonly #waits = new WaitCounter();

  constructor(link: ServerLink, { paths, endpoint }: WebSocketTransportOptions) {
    this.#link = link;
    this.#paths = link.server.path === undefined ? paths : [link.server.path];
    this.#endpoint = endpoint;
    link.own(this);
  }

  /** How often the check is waiting for this server now. */
  get waits(): number {
    return this.clients.reduce((sum, { waits }) => sum + waits, this.#waits.count);
  }

  /** Closes every connection the normal way. */
  dispose(): void {
    for (const client of this.clients) client.close();
  }

  /** Resolves when every connection has ended, after `GONE_LIMIT_MS` at most. To be called after `dispose`. */
  async gone(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.until(() => undefined, GONE_LIMIT_MS)));
  }

  /**
   * Opens a connection on this path; without a path, on the first of the lesson's paths that the server accepts. If it
   * accepts none, a separate WebSocket port of the server is tried, so that this one mistake costs only one exercise.
   * @throws CheckFailure that describes the failed handshake
   */
  async open(path?: string, options: OpenOptions = {}): Promise<WebSocketClient> {
    // Taken before anything is awaited, because a check may open several connections at once.
    const { name } = this.#link.names.take("client");
    return this.#waits.during(async () => {
      const client = path === undefined ? await this.#find(name, options) : await this.#openOn(path, name, options);
      this.clients.push(client);
      client.isPlain = Object.keys(options).length === 0;
      client.context = { server: this.#link.server, clients: this.clients };
      await this.#awaitGreeting(client);
      return client;
    });
  }

  /**
   * Attempts a connection that the server must refuse, and returns its HTTP answer.
   * @throws CheckFailure with `handshake-accepted` when it does not refuse, and when it refuses without an answer
   */
  async refused(path: string, options: OpenOptions = {}): Promise<HttpAnswer> {
    const { name } = this.#link.names.take("client");
    return this.#waits.during(async () => {
      const opened = await openOnFirst(this.#link, [path], name, options);
      if ("client" in opened) {
        this.clients.push(opened.client);
        throw new CheckFailure({
          code: "handshake-accepted",
          sent: `a WebSocket handshake: GET ${path} with Upgrade: websocket`,
          expected: "an HTTP answer that refuses it",
          received: "101 Switching Protocols",
        });
      }
      if (opened.answer !== undefined) return opened.answer;
      throw failureOf(opened, path, "an HTTP answer that refuses the handshake");
    });
  }

  /** Waits for what the server sends on connecting, so that it is not mistaken for an answer. */
  async #awaitGreeting(client: WebSocketClient): Promise<void> {
    const ping = client.pingFrame({ quiet: true });
    const limitMs = this.#endpoint.withoutPong === true ? GREETING_WITHOUT_PONG_MS : GREETING_MS;
    await client.until(() => (ping.answered() ? true : undefined), limitMs);
    if (!ping.answered() && client.closed === undefined) this.#endpoint.withoutPong = true;
    client.baseline = client.inbox.length;
  }

  async #openOn(path: string, name: string, options: OpenOptions): Promise<WebSocketClient> {
    const opened = await openOnFirst(this.#link, [path], name, options);
    if ("client" in opened) return opened.client;
    throw failureOf(opened, path);
  }

  /** Opens a connection where the first one was accepted; the first one, wherever the server accepts it. */
  async #find(name: string, options: OpenOptions): Promise<WebSocketClient> {
    const { server } = this.#link;
    const known = this.#endpoint.accepted;
    const at = (port: number) => ({ ...options, port });
    const first = await openOnFirst(
      this.#link,
      known === undefined ? this.#paths : [known.path],
      name,
      at(known?.port ?? server.port),
    );
    if ("client" in first) {
      const accepted = { port: known?.port ?? server.port, path: first.path };
      this.#endpoint.accepted = accepted;
      first.client.ownPort = server.otherPorts().find((other) => other.real === accepted.port);
      return first.client;
    }
    const others = known === undefined ? server.otherPorts().slice(0, OTHER_PORTS_TRIED) : [];
    const seconds = await Promise.all(
      others.map(async (other) => ({
        other,
        found: await openOnFirst(this.#link, this.#paths, name, at(other.real)),
      })),
    );
    for (const { other, found } of seconds) {
      if (!("client" in found)) continue;
      this.#endpoint.accepted = { port: other.real, path: found.path };
      found.client.ownPort = other;
      return found.client;
    }
    throw failureOf(first, known?.path ?? this.#paths.join(", then "));
  }
}

function failureOf(
  { code, received, answer }: Refusal,
  path: string,
  expected: string = "101 Switching Protocols",
): CheckFailure {
  return new CheckFailure({
    code,
    sent: `a WebSocket handshake: GET ${path} with Upgrade: websocket`,
    expected,
    received,
    status: answer?.status,
  });
}
