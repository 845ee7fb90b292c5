import { request } from "node:http";
import type { Socket } from "node:net";
import type { Address } from "../../address.ts";
import type { OutgoingRequest } from "./http-request.ts";

/** Callbacks of an exchange. After `onEnd` or `onFailure` none is called. */
export interface ExchangeEvents {
  /** The bytes of the request have been handed to the operating system. */
  readonly onSent: () => void;
  readonly onHead: (status: number, headers: ReadonlyMap<string, readonly string[]>) => void;
  readonly onChunk: (bytes: Buffer) => void;
  /** The answer is complete (RFC 9112 section 6.3). */
  readonly onEnd: () => void;
  /** There will be no complete answer; `received` says why, as a sentence part. */
  /** What came instead, as a sentence part, and whether the connection was ended, by the server or by what is between. */
  readonly onFailure: (received: string, isCut: boolean) => void;
}

export interface ExchangeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Sent in the same TCP segment as the request (RFC 9112 section 9.3.2); the answers to it are not read. */
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
    // With "close" the server would read nothing after this request (RFC 9112 section 9.6).
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
    /** How the connection ended within an answer: Node's response does not distinguish it, but the socket does. */
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
          true,
        ),
      );
    });
    this.#request.on("error", (error: NodeJS.ErrnoException) =>
      this.#fail(receivedFor(error), error.code === "ECONNRESET"),
    );
    this.#request.on("close", () => {
      // An unrequested 101 ends the request without an error and without an answer.
      if (!hasHead) this.#fail("the connection was closed without an HTTP answer", false);
    });
    this.#request.setNoDelay(true);
    this.#request.on("finish", () => setImmediate(events.onSent));
    if (followedBy === undefined) void sendPieces(this.#request, pieces);
    else this.#sendTogether(pieces, followedBy);
  }

  /** The local port of the connection, once there is one. */
  get localPort(): number | undefined {
    return this.#request.socket?.localPort;
  }

  /** Closes the connection, like a client that gives up. No further callbacks follow. */
  abort(): void {
    this.#isOver = true;
    this.#request.destroy();
  }

  /** Resets the connection, like a client that vanishes. No further callbacks follow. */
  reset(): void {
    this.#isOver = true;
    const { socket } = this.#request;
    if (socket === null || socket.connecting) this.#request.destroy();
    else socket.resetAndDestroy();
  }

  /** Corked bytes leave in one write, and so in one segment if they fit. */
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

  #fail(received: string, isCut: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.onFailure(received, isCut);
    this.#request.destroy();
  }
}

/** Sends each piece before handing over the next, so that the server reads them separately. */
async function sendPieces(outgoing: ReturnType<typeof request>, pieces: readonly Buffer[]): Promise<void> {
  if (pieces.length <= 1) return void outgoing.end(pieces[0]);
  for (const piece of pieces) await new Promise<void>((resolve) => outgoing.write(piece, () => setImmediate(resolve)));
  outgoing.end();
}

/** Converts Node's flat list of names and values; names become lower-case. */
export function headersOf(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), raw[index + 1] ?? ""]);
  }
  return headers;
}

/** What was received on a connection that failed, as a sentence part. */
export function receivedFor({ code, message }: NodeJS.ErrnoException): string {
  if (code === undefined) return message;
  if (code === "ECONNREFUSED") return "connection refused";
  if (code === "ABORT_ERR") return "nothing before the check gave the request up";
  return code.startsWith("HPE_") ? `an answer that is not HTTP: ${message}` : `the connection was cut (${code})`;
}
