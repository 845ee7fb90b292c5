import { request } from "node:http";
import type { Socket } from "node:net";
import type { Address } from "../../address.ts";
import type { OutgoingRequest } from "./http-request.ts";

/** What is told of an exchange as it happens. After `onEnd` or `onFailure` nothing more is. */
export interface ExchangeEvents {
  /** The request is on its way: its bytes were handed to the system. */
  readonly onSent: () => void;
  readonly onHead: (status: number, headers: ReadonlyMap<string, readonly string[]>) => void;
  readonly onChunk: (bytes: Buffer) => void;
  /** The answer is complete (RFC 9112 section 6.3). */
  readonly onEnd: () => void;
  /** No complete answer comes any more; `received` says why, as a sentence part. */
  readonly onFailure: (received: string) => void;
}

export interface ExchangeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Written in the same TCP segment as the request (RFC 9112 section 9.3.2); what answers it is not read. */
  readonly followedBy?: Buffer | undefined;
}

/** One HTTP request and its answer, on a connection of its own. Redirects are not followed. Sets no time limit. */
export class Exchange {
  readonly #events: ExchangeEvents;
  readonly #request: ReturnType<typeof request>;
  #isOver = false;

  constructor(address: Address, outgoing: OutgoingRequest, events: ExchangeEvents, options: ExchangeOptions = {}) {
    this.#events = events;
    const { method, path, pieces } = outgoing;
    const { signal, followedBy } = options;
    const headers = Object.fromEntries(
      Object.entries(outgoing.headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
    );
    // A connection that is to be closed after the answer would not be read any further (RFC 9112 section 9.6).
    if (followedBy !== undefined) headers["connection"] = "keep-alive";
    this.#request = request({
      ...address,
      path,
      method,
      headers,
      agent: false,
      ...(signal === undefined ? {} : { signal }),
    });
    let hasHead = false;
    /** Node reports the end of a connection within an answer in one way, however it ended; its socket knows. */
    let socketError: Error | undefined;
    this.#request.on("socket", (socket) => socket.on("error", (error) => (socketError = error)));
    this.#request.on("response", (incoming) => {
      hasHead = true;
      events.onHead(incoming.statusCode ?? 0, headersOf(incoming.rawHeaders));
      incoming.on("data", (chunk: Buffer) => {
        if (!this.#isOver) events.onChunk(chunk);
      });
      incoming.on("end", () => {
        if (this.#isOver) return;
        this.#isOver = true;
        events.onEnd();
        this.#request.destroy();
      });
      incoming.on("error", () =>
        this.#fail(
          socketError === undefined ? "the connection was closed within the answer" : receivedFor(socketError),
        ),
      );
    });
    this.#request.on("error", (error) => this.#fail(receivedFor(error)));
    this.#request.on("close", () => {
      // A 101 that nobody asked for ends the request without an error and without an answer.
      if (!hasHead) this.#fail("the connection was closed without an HTTP answer");
    });
    this.#request.setNoDelay(true);
    this.#request.on("finish", () => setImmediate(events.onSent));
    if (followedBy === undefined) void sendPieces(this.#request, pieces);
    else this.#sendTogether(pieces, followedBy);
  }

  /** Ends the connection as a client does that gives up. Nothing more is told of the exchange. */
  abort(): void {
    this.#isOver = true;
    this.#request.destroy();
  }

  /** Ends the connection with a TCP reset, as a client does that vanishes. Nothing more is told of the exchange. */
  reset(): void {
    this.#isOver = true;
    const { socket } = this.#request;
    if (socket === null || socket.connecting) this.#request.destroy();
    else socket.resetAndDestroy();
  }

  /** Corked bytes leave in one write, and so in one segment where they fit into one. */
  #sendTogether(pieces: readonly Buffer[], followedBy: Buffer): void {
    this.#request.once("socket", (socket: Socket) => {
      const send = () => {
        socket.cork();
        this.#request.end(Buffer.concat(pieces));
        socket.write(followedBy);
        socket.uncork();
      };
      if (socket.connecting) socket.once("connect", send);
      else send();
    });
  }

  #fail(received: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.onFailure(received);
    this.#request.destroy();
  }
}

/** Each piece leaves before the next is handed over, so that the server reads them apart. */
async function sendPieces(outgoing: ReturnType<typeof request>, pieces: readonly Buffer[]): Promise<void> {
  if (pieces.length <= 1) return void outgoing.end(pieces[0]);
  for (const piece of pieces) await new Promise<void>((resolve) => outgoing.write(piece, () => setImmediate(resolve)));
  outgoing.end();
}

/** Node's pairs of names and values; names in lower case. */
export function headersOf(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), raw[index + 1] ?? ""]);
  }
  return headers;
}

/** What a connection that failed brought, as a sentence part. */
export function receivedFor({ code, message }: Error & { code?: string }): string {
  if (code === undefined) return message;
  if (code === "ECONNREFUSED") return "connection refused";
  if (code === "ABORT_ERR") return "nothing before the check gave the request up";
  return code.startsWith("HPE_") ? `an answer that is not HTTP: ${message}` : `the connection was cut (${code})`;
}
