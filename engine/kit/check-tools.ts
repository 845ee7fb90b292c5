import { CheckFailure } from "./failure.ts";
import { REPLY_LIMIT_MS } from "./limits.ts";
import type { Random } from "./random.ts";
import type { RunningServer } from "./run.ts";
import { ServerLink } from "./server-link.ts";
import { within } from "./time-limit.ts";
import type { Transcript } from "./transcript.ts";
import type { HttpClient } from "./transports/http/http-client.ts";
import type { SseClient } from "./transports/sse/sse-client.ts";
import type { TcpClient } from "./transports/tcp/tcp-client.ts";
import { transportsTo, type Transports } from "./transports/transports.ts";
import type { WebSocketClient } from "./transports/websocket/websocket-client.ts";
import type { WebSocketEndpoint, WebSocketTransport } from "./transports/websocket/websocket-transport.ts";

/** What a check can use. Everything it opens is closed for it. */
export interface Tools extends Transports {
  /** Opens a WebSocket connection on the lesson's path, as `websocket.open()` does. */
  readonly connect: () => Promise<WebSocketClient>;
  /** Input that cannot be hard-coded; it comes from the run's seed and the check's id. */
  readonly random: Random;
  /** Sends SIGTERM to the server's process. */
  readonly terminate: () => void;
  /** Waits until the server's process has ended; fails with `not-ended` after `REPLY_LIMIT_MS`. */
  readonly ended: () => Promise<void>;
}

/** What the tools of a check are made of. */
export interface CheckToolsParts {
  readonly server: RunningServer;
  /** What earlier checks of the exercise have found out. */
  readonly endpoint: WebSocketEndpoint;
  /** Where a WebSocket connection without a path is tried. */
  readonly websocketPaths: readonly string[];
  readonly random: Random;
  readonly transcript: Transcript;
}

/** The tools of one check, and what they have open. */
export class CheckTools implements Tools {
  readonly http: HttpClient;
  readonly sse: SseClient;
  readonly websocket: WebSocketTransport;
  readonly tcp: TcpClient;
  readonly random: Random;
  readonly #server: RunningServer;
  readonly #link: ServerLink;
  #waits = 0;

  constructor({ server, endpoint, websocketPaths, random, transcript }: CheckToolsParts) {
    this.#server = server;
    this.random = random;
    this.#link = new ServerLink(server, transcript);
    const { http, sse, websocket, tcp } = transportsTo(this.#link, { paths: websocketPaths, endpoint });
    this.http = http;
    this.sse = sse;
    this.websocket = websocket;
    this.tcp = tcp;
  }

  /** The WebSocket clients of the check. */
  get clients(): readonly WebSocketClient[] {
    return this.websocket.clients;
  }

  /** Whether the check waits for the server, with a limit, at this moment. */
  get isWaiting(): boolean {
    return this.#waits > 0 || this.#link.isWaiting;
  }

  // Check files take the tools apart, so each is bound to its object.
  readonly connect = (): Promise<WebSocketClient> => this.websocket.open();

  readonly terminate = (): void => {
    this.#link.record({
      peer: "grader",
      dir: "out",
      kind: "signal",
      signal: "SIGTERM",
      text: "SIGTERM to the server",
    });
    this.#server.terminate?.();
  };

  readonly ended = async (): Promise<void> => {
    this.#waits++;
    const end = await within(REPLY_LIMIT_MS, this.#server.end).finally(() => this.#waits--);
    if (end !== undefined) return;
    throw new CheckFailure({
      code: "not-ended",
      sent: "SIGTERM",
      expected: `the process ends within ${REPLY_LIMIT_MS / 1000} s`,
      received: "it is still running",
    });
  };

  close(): void {
    this.#link.dispose();
  }
}
