/** Records the traffic of a proxy or backend: one record for each request, with its outcome. */
import { performance } from "node:perf_hooks";
import type { PeerEvent, TranscriptEvent } from "../../transcript-event.ts";
import { BODY_LIMIT_BYTES } from "../limits.ts";
import { shorten, type Transcript } from "../transcript.ts";
import type { MessageHead } from "./http-parser.ts";

/** The answer to a request. Times are milliseconds on the clock of `performance.now()`. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** When its head arrived. */
  readonly at: number;
  /** The body so far, at most `BODY_LIMIT_BYTES`. */
  readonly body: string;
  /** When it was complete. */
  readonly endedAt: number | undefined;
}

/** One request. Times are milliseconds on the clock of `performance.now()`. */
export class RecordedRequest {
  readonly method: string;
  /** As sent, including the query. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** When its head was complete. */
  readonly at = performance.now();
  /** The number of its connection, counted from 1. */
  readonly connection: number;
  /** In the transcript of the check. */
  readonly event: TranscriptEvent;
  /** When it ended: by its answer, or with its connection. */
  closedAt: number | undefined;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #answer: { status: number; headers: RecordedAnswer["headers"]; at: number; endedAt?: number } | undefined;
  readonly #answered: Buffer[] = [];
  #answeredBytes = 0;

  constructor({ method, path, headers }: MessageHead, connection: number, event: TranscriptEvent) {
    this.event = event;
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.connection = connection;
  }

  /** At most `BODY_LIMIT_BYTES`. */
  get body(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }

  get answer(): RecordedAnswer | undefined {
    const { status, headers, at, endedAt } = this.#answer ?? {};
    if (status === undefined || headers === undefined || at === undefined) return undefined;
    return { status, headers, at, endedAt, body: Buffer.concat(this.#answered).toString("utf8") };
  }

  addBody(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes <= BODY_LIMIT_BYTES) this.#chunks.push(bytes);
  }

  beginAnswer({ status, headers }: Pick<MessageHead, "status" | "headers">): void {
    this.#answer = { status, headers, at: performance.now() };
  }

  addAnswer(bytes: Buffer): void {
    this.#answeredBytes += bytes.length;
    if (this.#answeredBytes <= BODY_LIMIT_BYTES) this.#answered.push(bytes);
  }

  endAnswer(): void {
    const now = performance.now();
    if (this.#answer !== undefined) this.#answer.endedAt ??= now;
    this.closedAt ??= now;
  }

  /** To be called when the connection has closed. */
  close(): void {
    this.closedAt ??= performance.now();
  }
}

/** Writes the traffic into the transcript of the check. */
export class Recorder {
  readonly #transcript: Transcript;
  readonly #peer: () => string;
  readonly #server: string;

  /** @param peer the name of the program. @param server what it talks to: `proxy` or `backend` */
  constructor(transcript: Transcript, peer: () => string, server: string) {
    this.#transcript = transcript;
    this.#peer = peer;
    this.#server = server;
  }

  request({ method, path, headers }: MessageHead): TranscriptEvent {
    const text = `${method} ${path}`;
    return this.#add(
      headers.has("upgrade")
        ? { kind: "upgrade", dir: "out", path, text }
        : { kind: "request", dir: "out", method, path, text },
    );
  }

  /** Records a complete answer. */
  answer({ status, body }: RecordedAnswer): void {
    if (status === 101) this.#add({ kind: "upgrade", dir: "in", code: 101, text: "101" });
    else {
      const text = `${status} ${shorten(body, 120)}`;
      this.#add({ kind: "response", dir: "in", code: status, bytes: Buffer.byteLength(body), text });
    }
  }

  /** Records the head of an answer that continues. */
  head(status: number): void {
    this.#add({ kind: "head", dir: "in", code: status, text: String(status) });
  }

  chunk(bytes: Buffer): void {
    this.#add({ kind: "chunk", dir: "in", bytes: bytes.length, text: shorten(bytes.toString("utf8"), 120) });
  }

  end(): void {
    this.#add({ kind: "end", dir: "in", text: "the answer is complete" });
  }

  /** Records that the server has closed a WebSocket connection. */
  close(code: number, reason: string): void {
    const because = reason === "" ? "" : ` (${shorten(reason, 60)})`;
    this.#add({ kind: "close", dir: "none", code, reason, text: `closed by the server with ${code}${because}` });
  }

  /** Records that the program gave up a request. */
  abort({ method, path }: RecordedRequest): void {
    this.#add({ kind: "abort", dir: "out", text: `${method} ${path} was given up` });
  }

  /** Records what the proxy did to the connection, in one sentence. */
  error(text: string): void {
    this.#add({ kind: "error", dir: "none", text });
  }

  note(text: string): void {
    this.#add({ kind: "note", dir: "none", text });
  }

  #add(event: PeerEvent): TranscriptEvent {
    return this.#transcript.add({ ...event, peer: this.#peer(), server: this.#server });
  }
}
