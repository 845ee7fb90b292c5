import type { Socket } from "node:net";
import { WebSocket, type RawData } from "ws";
import type { PeerEvent, TranscriptEvent } from "../../../transcript-event.ts";
import type { Advice } from "../../../verdict.ts";
import { INBOX_LIMIT_BYTES, INBOX_LIMIT_MESSAGES } from "../../limits.ts";
import { jsonObject, type JsonObject, type Pattern } from "../../pattern.ts";
import type { RunningServer } from "../../run.ts";
import type { ServerLink } from "../../server-link.ts";
import { shorten } from "../../transcript.ts";
import { Waiters } from "../../waiters.ts";
import { encodeFrame, type OutgoingFrame } from "./frames.ts";

/** How long the server may take to answer a close frame before the client goes on, in milliseconds. */
const LEAVE_LIMIT_MS = 2_000;

/** A message from the server. */
export class Received {
  readonly binary: boolean;
  readonly text: string;
  /** Its place in the transcript. */
  readonly event: TranscriptEvent;
  /** Whether an expectation has already counted this message. */
  taken = false;

  constructor(binary: boolean, text: string, event: TranscriptEvent) {
    this.binary = binary;
    this.text = text;
    this.event = event;
  }

  /**
   * The JSON object in a text message; undefined for anything else. Parsed at every look, because what was parsed can take
   * fifty times the memory of its text.
   */
  get json(): JsonObject | undefined {
    return this.binary ? undefined : jsonObject(this.text);
  }
}

/** A ping or pong frame from the server. */
export interface ReceivedControlFrame {
  /** Milliseconds since the check began. */
  readonly at: number;
  readonly data: Buffer;
}

/** Why no more messages will come. */
export interface Closed {
  /** RFC 6455 section 7.4; 1006 when the connection ended without a close frame. */
  readonly code: number;
  readonly reason: string;
  /** Its place in the transcript; a connection that the check gave up has none. */
  readonly event: TranscriptEvent | undefined;
  /** Set when this client cut the connection because the server broke a rule or a limit. */
  readonly violation?: { readonly code: "flooded" | "broken-frame"; readonly sentence: string };
}

/** What an expectation about one client needs to know about the rest of its check. */
export interface CheckContext {
  readonly server: RunningServer;
  /** Every client of the check, so that a reply that went astray can be told from silence. */
  readonly clients: readonly WebSocketClient[];
}

/** A WebSocket client that keeps every message from construction on and records all of it. */
export class WebSocketClient {
  /** For example `client-1`. */
  readonly name: string;
  readonly path: string;
  readonly inbox: Received[] = [];
  /** Ping frames from the server (RFC 6455 section 5.5.2), at most `INBOX_LIMIT_MESSAGES`. */
  readonly pings: ReceivedControlFrame[] = [];
  /** Pong frames from the server, those that answer a barrier of the kit's own aside. */
  readonly pongs: ReceivedControlFrame[] = [];
  /** What was sent since the last expectation, as shown to the learner. */
  sent: string[] = [];
  /** The last thing this client ever sent, as shown; undefined while it only listened. */
  lastSent: string | undefined;
  /** When that was, in milliseconds since the check began; negative while it only listened. */
  lastSentAt = -1;
  /** The exact texts sent, to recognise an echo. */
  readonly sentTexts: string[] = [];
  /** The kinds of message that answered this client's questions. */
  readonly answeredBy = new Set<Pattern["name"]>();
  /** Remarks on messages that were accepted. */
  readonly advice: Advice[] = [];
  /** The inbox position at the first of those sends: what lies before cannot be an answer. */
  mark = 0;
  /** What lies before came with the connection, before anybody asked anything. */
  baseline = 0;
  closed: Closed | undefined;
  /** The check it belongs to; undefined until its first message may be sent. */
  context: CheckContext | undefined;
  /** Whether it was opened without headers, subprotocols or other options. */
  isPlain = true;
  /** For a server that opened a WebSocket port of its own: the port its code asked for. */
  ownPort: { asked: number; real: number } | undefined;

  readonly #socket: WebSocket;
  readonly #link: ServerLink;
  readonly #waiters = new Waiters();
  #tcp: Socket | undefined;
  #bytes = 0;
  #violation: Closed["violation"];
  #abandoned = false;
  #pings = 0;
  /** The number of the last ping frame that was answered. */
  #answered = 0;
  #quiet = false;

  constructor(socket: WebSocket, name: string, path: string, link: ServerLink) {
    this.#socket = socket;
    this.name = name;
    this.path = path;
    this.#link = link;
    socket.on("upgrade", (response) => (this.#tcp = response.socket));
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", (data) => {
      // A pong answers the ping whose bytes it repeats, and all before it (RFC 6455 section 5.5.3). One that repeats
      // nothing answers the oldest.
      const number = /^\d+$/.test(data.toString("latin1")) ? Number(data.toString("latin1")) : this.#answered + 1;
      this.#answered = Math.max(this.#answered, Math.min(number, this.#pings));
      if (!this.#quiet) this.#keep(this.pongs, data, this.#record({ dir: "in", kind: "pong", text: "pong frame" }));
      this.#wake();
    });
    socket.on("ping", (data) => {
      this.#keep(this.pings, data, this.#record({ dir: "in", kind: "ping", text: "ping" }));
      this.#wake();
      // ws hangs up on a peer that asks for pongs and takes none, and says so in no other way.
      if (socket.readyState === WebSocket.CLOSING && !this.#abandoned)
        this.#violation ??= {
          code: "flooded",
          sentence: "ping frames without end, while it reads none of the pongs; the check cut the connection",
        };
    });
    socket.on("error", (error: Error & { code?: string }) => {
      if (socket.readyState === WebSocket.CONNECTING) return;
      this.#violation ??= violationFor(error);
    });
    socket.on("close", (code, reason) => this.#close(code, reason.toString("utf8")));
  }

  /** Whether `until` waits at this moment. */
  get isWaiting(): boolean {
    return this.#waiters.isWaiting;
  }

  /** Sends a text message: a string as it is, anything else as JSON. */
  send(message: unknown): void {
    const text = typeof message === "string" ? message : JSON.stringify(message);
    this.sentTexts.push(text);
    this.#remember(describeText(text));
    this.#record({ dir: "out", kind: "text", bytes: Buffer.byteLength(text), text });
    this.#socket.send(text);
  }

  /** Sends one text message cut into fragments (RFC 6455 section 5.4). */
  sendFragments(...fragments: readonly string[]): void {
    const text = fragments.join("");
    this.#remember(`${describeText(text)} in ${fragments.length} fragments`);
    this.#record({
      dir: "out",
      kind: "text",
      bytes: Buffer.byteLength(text),
      text: `${text} (in ${fragments.length} fragments)`,
    });
    for (const [index, fragment] of fragments.entries())
      this.#socket.send(fragment, { fin: index === fragments.length - 1 });
  }

  /** Sends a binary message. */
  sendBinary(data: Buffer): void {
    this.#remember(`${data.length} random bytes (binary)`);
    this.#record({ dir: "out", kind: "binary", bytes: data.length, text: `${data.length} bytes` });
    this.#socket.send(data);
  }

  /**
   * Sends a protocol-level ping frame (RFC 6455 section 5.5.2), which every WebSocket library answers by itself.
   * A quiet one is no part of the conversation and stays out of the transcript.
   */
  pingFrame({ quiet = false }: { quiet?: boolean } = {}): { answered: () => boolean } {
    const number = ++this.#pings;
    this.#quiet = quiet;
    if (!quiet) this.#record({ dir: "out", kind: "ping", text: "ping frame" });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping(String(number));
    return { answered: () => this.#answered >= number };
  }

  /** Sends a pong frame by hand, for a client that was opened with `autoPong: false`. */
  pong(data: Buffer | string = ""): void {
    this.#record({ dir: "out", kind: "pong", text: "pong frame", data: data.toString("latin1") });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.pong(data);
  }

  /** Sends one frame as it is described, right or wrong, past the library (RFC 6455 section 5.2). */
  sendFrame(frame: OutgoingFrame): void {
    const bytes = encodeFrame(frame);
    this.#remember(`a frame of ${bytes.length} bytes with the opcode ${frame.opcode}`);
    this.#record({ dir: "out", kind: "bytes", bytes: bytes.length, text: `a frame with the opcode ${frame.opcode}` });
    this.#tcp?.write(bytes);
  }

  /** Sends bytes on the connection as they are, past the library: half a frame, or none. */
  sendBytes(bytes: Buffer): void {
    this.#remember(`${bytes.length} bytes`);
    this.#record({ dir: "out", kind: "bytes", bytes: bytes.length, text: `${bytes.length} bytes` });
    this.#tcp?.write(bytes);
  }

  /** The subprotocol that the server chose; empty when it chose none. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Resolves with the probe's first value that is not undefined, or undefined once `limitMs` is over or the connection has closed. */
  async until<T>(probe: () => T | undefined, limitMs: number): Promise<T | undefined> {
    return this.#waiters.until(probe, limitMs, () => this.closed !== undefined);
  }

  /** Ends a question: what is sent from now on begins the next one. Answers that are already here stay countable. */
  answered({ name }: Pick<Pattern, "name">): void {
    if (this.sent.length > 0) this.answeredBy.add(name);
    this.sent = [];
  }

  /** Closes the connection with 1000, the normal way. */
  close(): void {
    if (this.#socket.readyState === WebSocket.OPEN)
      this.#record({ dir: "out", kind: "close", code: 1000, text: "close 1000" });
    this.#abandoned = true;
    this.#socket.close(1000);
  }

  /** Closes the connection with 1000 and resolves when the server has answered and ended it; `LEAVE_LIMIT_MS` at most. */
  async leave(): Promise<void> {
    this.close();
    await this.until(() => undefined, LEAVE_LIMIT_MS);
  }

  /** Resets the connection, as a client does that vanishes. */
  destroy(): void {
    if (this.closed !== undefined || this.#abandoned) return;
    this.#record({ dir: "out", kind: "abort", text: "reset the connection" });
    this.#abandoned = true;
    this.#socket.on("error", () => {});
    if (this.#tcp === undefined) this.#socket.terminate();
    else this.#tcp.resetAndDestroy();
  }

  /** Ends the connection at once, without a word in the transcript. */
  abandon(): void {
    this.#abandoned = true;
    this.#socket.on("error", () => {});
    this.#socket.terminate();
  }

  #remember(what: string): void {
    if (this.sent.length === 0) this.mark = this.inbox.length;
    this.sent.push(what);
    this.lastSent = what;
    this.lastSentAt = this.#link.now();
  }

  #receive(data: RawData, binary: boolean): void {
    if (this.#violation !== undefined) return;
    const bytes = (data as Buffer).length;
    this.#bytes += bytes;
    if (this.inbox.length >= INBOX_LIMIT_MESSAGES || this.#bytes > INBOX_LIMIT_BYTES) {
      this.#violation = {
        code: "flooded",
        sentence: `more than ${this.inbox.length} messages (${Math.round(this.#bytes / 1024)} kB) on one connection; the check cut it off`,
      };
      this.#socket.terminate();
      return;
    }
    const text = binary ? `${bytes} bytes` : (data as Buffer).toString("utf8");
    const event = this.#record({ dir: "in", kind: binary ? "binary" : "text", bytes, text });
    // Bytes of a binary message are not kept: no check reads them.
    this.inbox.push(new Received(binary, text, event));
    this.#wake();
  }

  #close(code: number, reason: string): void {
    if (this.closed !== undefined) return;
    const told = `closed ${code}${reason === "" ? "" : ` "${shorten(reason, 120)}"`}`;
    const event = this.#abandoned ? undefined : this.#record({ dir: "none", kind: "close", code, reason, text: told });
    const violation = this.#violation;
    this.closed = { code, reason, event, ...(violation === undefined ? {} : { violation }) };
    this.#wake();
  }

  #record(event: PeerEvent): TranscriptEvent {
    return this.#link.record({ ...event, peer: this.name });
  }

  #keep(frames: ReceivedControlFrame[], data: Buffer, { at }: TranscriptEvent): void {
    if (frames.length < INBOX_LIMIT_MESSAGES) frames.push({ at, data });
  }

  #wake(): void {
    this.#waiters.wake();
  }
}

function violationFor(error: Error & { code?: string }): Closed["violation"] {
  if (error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH")
    return { code: "flooded", sentence: "a message larger than 1 MiB; the check cut the connection" };
  if (error.code?.startsWith("WS_ERR_"))
    return { code: "broken-frame", sentence: `bytes that are no valid WebSocket frame (${error.message})` };
  return undefined;
}

/** A text message as a learner is shown it: the text, its kind and its size. */
export function describeText(text: string): string {
  const bytes = Buffer.byteLength(text);
  return text === "" ? "an empty text message" : `${shorten(text)} (text, ${bytes} ${bytes === 1 ? "byte" : "bytes"})`;
}
