import { CheckFailure } from "./failure.ts";
import { openOnFirst } from "./handshake.ts";
import { HttpClient } from "./http-client.ts";
import { GREETING_MS, GREETING_WITHOUT_PONG_MS, REPLY_LIMIT_MS } from "./limits.ts";
import type { Random } from "./random.ts";
import type { RunningServer } from "./run.ts";
import { within } from "./time-limit.ts";
import type { Transcript } from "./transcript.ts";
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

/** What one connection of an exercise shows about the server, for those that follow. */
export interface Endpoint {
  /** Where the first WebSocket connection was accepted. */
  accepted?: { readonly port: number; readonly path: string };
  /** Whether a ping frame was left unanswered. */
  withoutPong?: boolean;
}

const PATHS = ["/", "/ws"];

/** A WebSocket server on a port of its own is looked for on this many of them. */
const OTHER_PORTS_TRIED = 4;

/** The tools of one check, and what they have open. */
export class CheckTools implements Tools {
  readonly http: HttpClient;
  readonly random: Random;
  readonly clients: WebSocketClient[] = [];
  readonly #server: RunningServer;
  readonly #endpoint: Endpoint;
  readonly #transcript: Transcript;
  #connected = 0;
  #waits = 0;

  constructor(server: RunningServer, endpoint: Endpoint, random: Random, transcript: Transcript) {
    this.#server = server;
    this.#endpoint = endpoint;
    this.#transcript = transcript;
    this.random = random;
    this.http = new HttpClient({ host: server.host, port: server.port }, transcript);
  }

  /** Whether the check waits for the server, with a limit, at this moment. */
  get isWaiting(): boolean {
    return this.#waits > 0 || this.http.isWaiting || this.clients.some((client) => client.isWaiting);
  }

  // Check files take the tools apart, so each is bound to its object.
  readonly connect = (): Promise<WebSocketClient> => {
    // The name is taken before anything is awaited: a check may connect several clients at once.
    const name = `client-${++this.#connected}`;
    return this.#waiting(async () => {
      const client = await this.#connect(name);
      this.clients.push(client);
      client.context = { server: this.#server, clients: this.clients };
      // What the server sends on connecting arrives before the first question, so it is not taken for the answer.
      const ping = client.pingFrame({ quiet: true });
      const limitMs = this.#endpoint.withoutPong === true ? GREETING_WITHOUT_PONG_MS : GREETING_MS;
      await client.until(() => (ping.answered() ? true : undefined), limitMs);
      if (!ping.answered() && client.closed === undefined) this.#endpoint.withoutPong = true;
      client.baseline = client.inbox.length;
      return client;
    });
  };

  readonly terminate = (): void => {
    this.#transcript.add({
      peer: "grader",
      dir: "out",
      kind: "signal",
      signal: "SIGTERM",
      text: "SIGTERM to the server",
    });
    this.#server.terminate?.();
  };

  readonly ended = (): Promise<void> =>
    this.#waiting(async () => {
      if ((await within(REPLY_LIMIT_MS, this.#server.end)) !== undefined) return;
      throw new CheckFailure({
        code: "not-ended",
        sent: "SIGTERM",
        expected: `the process ends within ${REPLY_LIMIT_MS / 1000} s`,
        received: "it is still running",
      });
    });

  close(): void {
    for (const client of this.clients) client.close();
  }

  async #waiting<T>(work: () => Promise<T>): Promise<T> {
    this.#waits++;
    try {
      return await work();
    } finally {
      this.#waits--;
    }
  }

  async #connect(name: string): Promise<WebSocketClient> {
    const server = this.#server;
    const { host } = server;
    const known = this.#endpoint.accepted;
    const paths = server.path === undefined ? PATHS : [server.path];
    const first = await openOnFirst(
      { host, port: known?.port ?? server.port },
      known === undefined ? paths : [known.path],
      name,
      this.#transcript,
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
        found: await openOnFirst({ host, port: other.real }, PATHS, name, this.#transcript),
      })),
    );
    for (const { other, found } of seconds) {
      if (!("client" in found)) continue;
      this.#endpoint.accepted = { port: other.real, path: found.path };
      found.client.ownPort = other;
      return found.client;
    }
    throw new CheckFailure({
      code: first.code,
      sent: `a WebSocket handshake: GET ${known?.path ?? paths.join(", then ")} with Upgrade: websocket`,
      expected: "101 Switching Protocols",
      received: first.received,
      status: first.status,
    });
  }
}
