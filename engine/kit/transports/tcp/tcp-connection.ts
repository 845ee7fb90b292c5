import { connect, type Socket } from "node:net";
import type { PeerEvent } from "../../../transcript-event.ts";
import { INBOX_LIMIT_BYTES, REPLY_LIMIT_MS } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { shorten } from "../../transcript.ts";
import { Waiters } from "../../waiters.ts";

/** How much of the bytes the transcript shows. */
const SHOWN_CHARACTERS = 120;

/** A raw TCP connection. Keeps everything that arrives. */
export class TcpConnection {
  /** For example `tcp-1`. */
  readonly name: string;
  /** What was sent so far, as shown to the learner. */
  readonly sent: string[] = [];
  /** Whether the server has ended its half of the connection (FIN). */
  hasEnded = false;
  /** Why the connection failed, as a sentence part; undefined while it is open, or after a proper close. */
  failure: string | undefined;

  readonly #link: ServerLink;
  readonly #socket: Socket;
  readonly #waiters: Waiters;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isConnected = false;
  #isClosed = false;

  constructor(link: ServerLink) {
    this.#link = link;
    this.#waiters = new Waiters(link.server);
    this.name = link.names.take("tcp").name;
    // Half-open: this side may continue after the other has ended its half.
    this.#socket = connect({ ...link.address, allowHalfOpen: true });
    this.#socket.setNoDelay(true);
    this.#socket.on("connect", () => {
      this.#isConnected = true;
      this.#waiters.wake();
    });
    this.#socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    this.#socket.on("end", () => {
      this.hasEnded = true;
      this.#record({ dir: "in", kind: "fin", text: "the server ends its half of the connection" });
      this.#waiters.wake();
    });
    this.#socket.on("error", (error: NodeJS.ErrnoException) => this.#fail(error.code ?? error.message));
    this.#socket.on("close", () => {
      this.#isClosed = true;
      this.#waiters.wake();
    });
  }

  /** What has arrived. */
  get received(): Buffer {
    // Joined once: it is read at every wake, also when nothing has arrived.
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  /** Whether nothing more will arrive. */
  get isOver(): boolean {
    return this.hasEnded || this.#isClosed || this.failure !== undefined;
  }

  /** Whether the check is waiting for this connection now. */
  get waits(): number {
    return this.#waiters.waits;
  }

  /** Resolves once the connection is open or has failed, at the latest after `REPLY_LIMIT_MS`. */
  async opened(): Promise<void> {
    await this.until(() => (this.#isConnected ? true : undefined), REPLY_LIMIT_MS);
  }

  /** Sends bytes in one write. Resolves once they were handed to the operating system. */
  send(bytes: Buffer | string): Promise<void> {
    const buffer = Buffer.from(bytes);
    const text = printable(buffer);
    this.sent.push(text);
    this.#record({ dir: "out", kind: "bytes", bytes: buffer.length, text });
    return new Promise((resolve) => this.#socket.write(buffer, () => resolve()));
  }

  /**
   * Sends bytes cut at these offsets, each piece in a write of its own. A busy server may still read several at once; to be
   * sure of a cut, wait for an answer to the previous piece.
   */
  async sendInPieces(bytes: Buffer | string, ...cuts: readonly number[]): Promise<void> {
    const buffer = Buffer.from(bytes);
    const places = [0, ...cuts.toSorted((a, b) => a - b), buffer.length];
    for (const [index, end] of places.slice(1).entries()) {
      await this.send(buffer.subarray(places[index], end));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Sends the first `count` bytes and then resets the connection. */
  async cutAfter(bytes: Buffer | string, count: number): Promise<void> {
    await this.send(Buffer.from(bytes).subarray(0, count));
    this.destroy();
  }

  /** Reads nothing more, like a program that hangs: once the buffers are full, the server cannot send either. */
  stopReading(): void {
    this.#record({ dir: "none", kind: "note", text: "the client reads nothing more" });
    this.#socket.pause();
  }

  /** Ends this half of the connection (FIN); the server may still send. */
  end(): void {
    this.#record({ dir: "out", kind: "fin", text: "the client ends its half of the connection" });
    this.#socket.end();
  }

  /** Resets the connection (RST). */
  destroy(): void {
    if (this.#isClosed) return;
    this.#record({ dir: "out", kind: "abort", text: "reset the connection" });
    this.#socket.on("error", () => {});
    // Node ends its half before it resets, and a server that has read the end (FIN) never reads the reset.
    this.#socket._final = (done) => done();
    this.#socket.resetAndDestroy();
  }

  /** Resolves with the first value of `probe` that is not undefined; with undefined after `limitMs` or once it is over. */
  until<T>(probe: () => T | undefined, limitMs: number): Promise<T | undefined> {
    return this.#waiters.until(probe, limitMs, () => this.isOver);
  }

  /** Ends the connection at the end of its check, without an entry in the transcript. */
  dispose(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
    this.#record({ dir: "in", kind: "bytes", bytes: bytes.length, text: printable(bytes) });
    if (this.#bytes > INBOX_LIMIT_BYTES) {
      this.#fail(`more than ${INBOX_LIMIT_BYTES} bytes`);
      this.#socket.destroy();
    }
    this.#waiters.wake();
  }

  #fail(received: string): void {
    if (this.#isClosed || this.failure !== undefined) return;
    this.failure = received;
    this.#record({ dir: "none", kind: "error", text: `the connection broke off (${received})` });
    this.#waiters.wake();
  }

  #record(event: PeerEvent): void {
    this.#link.record({ ...event, peer: this.name });
  }
}

/** Bytes as text if they are text, with escaped line ends; else as hexadecimal digits. */
export function printable(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  // oxlint-disable-next-line no-control-regex -- such characters do not occur in text
  const isText = !text.includes("\ufffd") && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);
  return shorten(isText ? JSON.stringify(text) : bytes.subarray(0, SHOWN_CHARACTERS).toString("hex"), SHOWN_CHARACTERS);
}
