/**
 * Opens a WebSocket connection, and distinguishes the ways in which that can fail (RFC 6455 section 4).
 */
import { STATUS_CODES, type IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { HANDSHAKE_LIMIT_MS, MESSAGE_LIMIT_BYTES, NEXT_PATH_AFTER_MS } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { replyLimit } from "../../reply-limit.ts";
import { within } from "../../time-limit.ts";
import { headersOf } from "../http/exchange.ts";
import { HttpAnswer } from "../http/http-answer.ts";
import { WebSocketClient } from "./websocket-client.ts";

/** A handshake that did not succeed. */
export interface Refusal {
  readonly code:
    | "handshake-answered-by-http"
    | "handshake-hangs"
    | "handshake-reset"
    | "handshake-refused"
    | "handshake-invalid";
  /** What was received, as a sentence part. */
  readonly received: string;
  /** The HTTP answer, when there was one. Its body is not read. */
  readonly answer?: HttpAnswer;
}

/** The parts of a handshake besides its path. */
export interface HandshakeOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Subprotocols in the order of preference (RFC 6455 section 1.9). */
  readonly protocols?: readonly string[];
  readonly origin?: string;
  /** Whether ping frames are answered; a client that does not answer appears dead. @default true */
  readonly autoPong?: boolean;
  /** Another port of the same server. @default the one that serves HTTP */
  readonly port?: number;
}

/**
 * Opens a connection on the first of `paths` that is accepted.
 *
 * The next path is tried when the one before was refused, or stayed silent for `NEXT_PATH_AFTER_MS`: a server that
 * serves one path only may leave the others unanswered.
 * @returns the open client and its path, or the refusal of the first path
 */
export async function openOnFirst(
  link: ServerLink,
  paths: readonly string[],
  name: string,
  options: HandshakeOptions = {},
): Promise<{ client: WebSocketClient; path: string } | Refusal> {
  const attempts: Attempt[] = [];
  for (const path of paths) {
    attempts.push(new Attempt(link, path, name, options));
    const winner = await firstOpen(attempts, paths.at(-1) === path ? undefined : NEXT_PATH_AFTER_MS);
    if (winner !== undefined) {
      for (const other of attempts) if (other !== winner) other.abandon();
      return { client: winner.client, path: winner.path };
    }
  }
  return (await attempts[0]?.refused) as Refusal;
}

/** The first attempt that succeeds; undefined when all were refused, or after `patienceMs`. */
async function firstOpen(attempts: readonly Attempt[], patienceMs: number | undefined): Promise<Attempt | undefined> {
  const opened = Promise.any(attempts.map((attempt) => attempt.opened.then(() => attempt))).catch(() => undefined);
  return patienceMs === undefined ? await opened : await within(patienceMs, opened);
}

const HANGS = `nothing: the handshake was not answered within ${HANDSHAKE_LIMIT_MS / 1000} s`;

/** One handshake under way. */
class Attempt {
  readonly client: WebSocketClient;
  readonly path: string;
  /** Resolves when the server answers 101; rejects when it does not. */
  readonly opened: Promise<void>;
  /** Resolves with why it was refused; stays pending otherwise. */
  readonly refused: Promise<Refusal>;
  #abandoned = false;

  constructor(link: ServerLink, path: string, name: string, options: HandshakeOptions) {
    this.path = path;
    const { address } = link;
    const { headers = {}, protocols = [], origin, autoPong = true, port = address.port } = options;
    const asked = `GET ${path} upgrade`;
    link.record({
      peer: name,
      dir: "out",
      kind: "upgrade",
      path,
      ...(protocols.length === 0 ? {} : { protocols }),
      text: asked,
    });
    const host = address.host.includes(":") ? `[${address.host}]` : address.host;
    const socket = new WebSocket(`ws://${host}:${port}${path}`, [...protocols], {
      maxPayload: MESSAGE_LIMIT_BYTES,
      followRedirects: false,
      autoPong,
      headers,
      ...(origin === undefined ? {} : { origin }),
    });
    // The client listens from its construction on, so that a frame right after the 101 is not lost.
    this.client = new WebSocketClient(socket, name, path, link);

    let refuse: (refusal: Refusal) => void;
    this.refused = new Promise((resolve) => (refuse = resolve));
    this.opened = new Promise((resolve, reject) => {
      // The library's own limit restarts with every byte, so a server that sends single bytes would never reach it.
      const cancel = replyLimit(link.server, HANDSHAKE_LIMIT_MS, () => {
        refuse({ code: "handshake-hangs", received: HANGS });
        reject(new Error(HANGS));
        this.abandon();
      });
      socket.on("close", cancel);
      socket.on("open", () => {
        cancel();
        link.record({ peer: name, dir: "in", kind: "upgrade", text: "101 Switching Protocols", code: 101 });
        resolve();
      });
      socket.on("unexpected-response", (_request, response: IncomingMessage) => {
        const status =
          `${response.statusCode} ${response.statusMessage || (STATUS_CODES[response.statusCode ?? 0] ?? "")}`.trim();
        const event = link.record({
          peer: name,
          dir: "in",
          kind: "response",
          text: `${status} (answer to ${asked})`,
          code: response.statusCode ?? 0,
        });
        response.destroy();
        refuse({
          code: "handshake-answered-by-http",
          received: `HTTP ${status} instead of 101 Switching Protocols`,
          answer: new HttpAnswer({
            asked,
            status: response.statusCode ?? 0,
            headers: headersOf(response.rawHeaders),
            body: "",
            event,
          }),
        });
        reject(new Error(status));
      });
      socket.on("error", (error) => {
        if (socket.readyState === WebSocket.OPEN || this.#abandoned) return;
        const refusal = refusalFor(error);
        link.record({ peer: name, dir: "none", kind: "error", text: refusal.received });
        refuse(refusal);
        reject(error);
      });
    });
    // Nothing may be waiting for an abandoned attempt: its rejection must not count as unhandled.
    this.opened.catch(() => {});
  }

  abandon(): void {
    this.#abandoned = true;
    this.client.abandon();
  }
}

function refusalFor(error: Error & { code?: string }): Refusal {
  if (error.code === "ECONNREFUSED") {
    return { code: "handshake-refused", received: "connection refused: nothing listens on the port any more" };
  }
  if (/Sec-WebSocket|Invalid Upgrade|subprotocol|extension/i.test(error.message)) {
    return { code: "handshake-invalid", received: `an answer that is not a valid handshake: ${error.message}` };
  }
  if (error.code?.startsWith("HPE_") === true) {
    return { code: "handshake-invalid", received: `an answer that is not HTTP: ${error.message}` };
  }
  return {
    code: "handshake-reset",
    received: `the connection was cut during the handshake (${error.code ?? error.message})`,
  };
}
