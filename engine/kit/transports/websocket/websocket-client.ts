import type { Socket } from "node:net";
import { WebSocket, type RawData } from "ws";
import type { PeerEvent, TranscriptEvent } from "../../../transcript-event.ts";
import type { Advice } from "../../../verdict.ts";
import { INBOX_LIMIT_BYTES, INBOX_LIMIT_MESSAGES } from "../../limits.ts";
import type { Pattern } from "../../pattern.ts";
import type { RunningServer } from "../../run.ts";
import type { ServerLink } from "../../server-link.ts";
import { endOrSilent, untilOrSilent } from "../../silence.ts";
import { shorten } from "../../transcript.ts";
import { Waiters } from "../../waiters.ts";
import { describeText } from "./describe-text.ts";
import { encodeFrame, type OutgoingFrame } from "./frames.ts";
import { Received, violationFor, type Closed, type ReceivedControlFrame } from "./received.ts";

/** How long to wait for the server's answer to a close frame. */
const LEAVE_LIMIT_MS = 2_000;

/** What an expectation of one client needs to know about the rest of the check. */
export interface CheckContext {
  readonly server: RunningServer;
  /** Every client of the check, so that a reply sent to the wrong client can be distinguished from silence. */
  readonly clients: readonly WebSocketClient[];
}

/** A WebSocket client that keeps and records every message from its construction on. */
export class WebSocketClient {
  /** For example `client-1`. */
  readonly name: string;
  readonly path: string;
  readonly inbox: Received[] = [];
  /** Ping frames from the server (RFC 6455 section 5.5.2), at most `INBOX_LIMIT_MESSAGES`. */
  readonly pings: ReceivedControlFrame[] = [];
  /** Pong frames from the server, except answers to ping frames of the kit itself. */
  readonly pongs: ReceivedControlFrame[] = [];
  /** What was sent since the last expectation, as shown to the learner. */
  sent: string[] = [];
  /** The last thing that this client sent, as shown to the learner; undefined if it only listened. */
  lastSent: string | undefined;
  /** All that was sent, with its time in milliseconds since the check began. */
  readonly sendings: { readonly what: string; readonly at: number }[] = [];
  /** The exact texts sent, to recognise an echo. */
  readonly sentTexts: string[] = [];
  /** The kinds of message that answered this client's questions; `nothing` for a question that a check ended itself. */
  readonly answeredBy = new Set<Pattern["name"]>();
  /** Remarks on messages that were accepted. */
  readonly advice: Advice[] = [];
  /** The inbox position at the first of those sends: earlier messages cannot be answers. */
  mark = 0;
  /** The inbox position after the messages that came with the connection, before anything was sent. */
  baseline = 0;
  closed: Closed | undefined;
  /** The check it belongs to; undefined until its first message may be sent. */
  context: CheckContext | undefined;
  /** Whether it was opened without headers, subprotocols or other options. */
  isPlain = true;
  /** Set when the server opened a separate WebSocket port: that port. */
  ownPort: { asked: number; real: number } | undefined;

  readonly #socket: WebSocket;
  readonly #link: ServerLink;
  readonly #waiters: Waiters;
  #tcp: Socket | undefined;
  #bytes = 0;
  #violation: Closed["violation"];
  #abandoned = false;
  #pings = 0;
  /** The number of the last answered ping frame. */
  #answered = 0;
  #quiet = false;

  constructor(socket: WebSocket, name: string, path: string, link: ServerLink) {
    this.#socket = socket;
    this.name = name;
    this.path = path;
    this.#link = link;
    this.#waiters = new Waiters(link.server);
    socket.on("upgrade", (response) => (this.#tcp = response.socket));
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", (data) => {
      // A pong answers the ping whose payload it repeats, and all earlier ones (RFC 6455 section 5.5.3). A pong without
      // a payload is taken as the answer to the oldest.
      const isNumbered = /^\d+$/.test(data.toString("latin1"));
      const number = isNumbered ? Number(data.toString("latin1")) : this.#answered + 1;
      this.#answered = Math.max(this.#answered, Math.min(number, this.#pings));
      // One without a payload may be what the server sends in place of a message.
      if (!this.#quiet || !isNumbered)
        this.#keep(this.pongs, data, this.#record({ dir: "in", kind: "pong", text: "pong frame" }));
      this.#wake();
    });
    socket.on("ping", (data) => {
      this.#keep(this.pings, data, this.#record({ dir: "in", kind: "ping", text: "ping frame" }));
      this.#wake();
      // ws closes the connection to a peer that sends pings and reads no pongs; this state is the only sign of it.
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

  /** When it sent something last, in milliseconds since the check began; negative if it only listened. */
  get lastSentAt(): number {
    return this.sendings.at(-1)?.at ?? -1;
  }

  /** How many waits are pending. */
  get waits(): number {
    return this.#waiters.waits;
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
   * Sends a ping frame (RFC 6455 section 5.5.2), which every WebSocket library answers by itself. A quiet one is not recorded
   * in the transcript.
   */
  pingFrame({ quiet = false }: { quiet?: boolean } = {}): { answered: () => boolean } {
    const number = ++this.#pings;
    this.#quiet = quiet;
    if (!quiet) this.#record({ dir: "out", kind: "ping", text: "ping frame" });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping(String(number));
    return { answered: () => this.#answered >= number };
  }

  /** Sends a pong frame, for a client that was opened with `autoPong: false`. */
  pong(data: Buffer | string = ""): void {
    this.#record({ dir: "out", kind: "pong", text: "pong frame", data: data.toString("latin1") });
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.pong(data);
  }

  /** Sends one frame exactly as described, valid or not, bypassing the library (RFC 6455 section 5.2). */
  sendFrame(frame: OutgoingFrame): void {
    const bytes = encodeFrame(frame);
    this.#remember(`a frame of ${bytes.length} bytes with the opcode ${frame.opcode}`);
    this.#record({ dir: "out", kind: "bytes", bytes: bytes.length, text: `a frame with the opcode ${frame.opcode}` });
    this.#tcp?.write(bytes);
  }

  /** Sends raw bytes on the connection, bypassing the library, for example half a frame. */
  sendBytes(bytes: Buffer): void {
    this.#remember(`${bytes.length} bytes`);
    this.#record({ dir: "out", kind: "bytes", bytes: bytes.length, text: `${bytes.length} bytes` });
    this.#tcp?.write(bytes);
  }

  /** The subprotocol that the server chose; empty when it chose none. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Resolves with the first value of `probe` that is not undefined; with undefined after `limitMs` or once it has closed. */
  async until<T>(probe: () => T | undefined, limitMs: number): Promise<T | undefined> {
    return this.#waiters.until(probe, limitMs, () => this.closed !== undefined);
  }

  /** The same, but ends early, and returns true, when it is proved that the server sends nothing more. */
  async untilOrSilent(probe: () => true | undefined, limitMs: number): Promise<boolean> {
    const wait = { waiters: this.#waiters, link: this.#link, probe, limitMs };
    if (this.#socket.extensions === "")
      return await untilOrSilent({ ...wait, isOver: () => this.closed !== undefined });
    // A compressed message is decompressed between being read from the connection and being received.
    await this.until(probe, limitMs);
    return false;
  }

  /** See `endOrSilent` of silence.ts. */
  async endOrSilent<T>(end: Promise<T>, limitMs: number): Promise<T | undefined> {
    return await endOrSilent(this.#link, end, limitMs);
  }

  /** Marks the end of an expectation: the next send begins a new question. Messages already received can still count. */
  answered({ name }: Pick<Pattern, "name"> = { name: "nothing" }): void {
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

  /** Resets the connection, like a client that vanishes. */
  destroy(): void {
    if (this.closed !== undefined || this.#abandoned) return;
    this.#record({ dir: "out", kind: "abort", text: "reset the connection" });
    this.#abandoned = true;
    this.#socket.on("error", () => {});
    if (this.#tcp === undefined) this.#socket.terminate();
    else this.#tcp.resetAndDestroy();
  }

  /** Ends the connection at once, without an entry in the transcript. */
  abandon(): void {
    this.#abandoned = true;
    this.#socket.on("error", () => {});
    this.#socket.terminate();
  }

  #remember(what: string): void {
    if (this.sent.length === 0) this.mark = this.inbox.length;
    this.sent.push(what);
    this.lastSent = what;
    this.sendings.push({ what, at: this.#link.now() });
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
    // The content of binary messages is not kept, because no check reads it.
    this.inbox.push(new Received(binary, text, event));
    this.#wake();
  }

  #close(code: number, reason: string): void {
    if (this.closed !== undefined) return;
    const described = `closed ${code}${reason === "" ? "" : ` "${shorten(reason, 120)}"`}`;
    const event = this.#abandoned
      ? undefined
      : this.#record({ dir: "none", kind: "close", code, reason, text: described });
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
