import type { PeerEvent, TranscriptEvent } from "../../../transcript-event.ts";
import { BODY_LIMIT_BYTES } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { untilOrSilent } from "../../silence.ts";
import { shorten } from "../../transcript.ts";
import { Waiters } from "../../waiters.ts";
import { Exchange } from "./exchange.ts";
import { HttpAnswer } from "./http-answer.ts";
import { bytesOfRequest, methodOf, outgoing, type OutgoingRequest, type PipelinedRequest } from "./http-request.ts";

/** How much of a body the transcript shows. */
const SHOWN_BODY_CHARACTERS = 120;

/** An answer that is complete within this time after its head is shown as one event. */
const WHOLE_WITHIN_MS = 50;

/** A part of an answer's body, as it arrived. */
export interface Chunk {
  /** Milliseconds since the check began. */
  readonly at: number;
  readonly bytes: Buffer;
}

export interface ResponseHead {
  /** Milliseconds since the check began. */
  readonly at: number;
  readonly status: number;
  /** By lower-case name; values in order of arrival. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** Why a request ended before its answer was complete. */
export interface RequestFailure {
  /** Milliseconds since the check began. */
  readonly at: number;
  /** What was received instead, as a sentence part. */
  readonly received: string;
  /** Whether the server, or what is between, ended the connection. */
  readonly isCut: boolean;
}

export interface HeldRequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Requests to send in the same TCP segment, so that the server reads all of them in one turn of its event loop. */
  readonly followedBy?: readonly PipelinedRequest[] | undefined;
}

/** A request that may stay unanswered for long; keeps what has arrived of the answer, with times. */
export class HeldRequest {
  /** For example `http-1`. */
  readonly name: string;
  /** For example `GET /poll`. */
  readonly asked: string;
  /** The request as shown to the learner. */
  readonly sent: string;
  /** When it was sent, in milliseconds since the check began. */
  readonly sentAt: number;
  readonly link: ServerLink;
  head: ResponseHead | undefined;
  readonly chunks: Chunk[] = [];
  /** The whole answer, once it is complete. */
  answer: HttpAnswer | undefined;
  failure: RequestFailure | undefined;
  /** Whether the check gave it up. */
  aborted = false;
  /** Resolves once the request was handed to the operating system, or has failed. */
  readonly isSent: Promise<void>;

  readonly #waiters: Waiters;
  readonly #exchange: Exchange;
  readonly #release: () => void;
  readonly #recorded: TranscriptEvent[] = [];
  #bytes = 0;
  #isSent = false;

  constructor(link: ServerLink, request: OutgoingRequest, options: HeldRequestOptions = {}) {
    const { name, release } = link.names.take("http");
    this.name = name;
    this.link = link;
    this.#waiters = new Waiters(link.server);
    this.asked = request.asked;
    this.sent = request.sent;
    this.#release = release;
    this.sentAt = this.#recordRequest(request).at;
    const followers = (options.followedBy ?? []).map((one) => outgoing(methodOf(one), one.path, one));
    for (const follower of followers) this.#recordRequest(follower);
    const { host, port } = link.address;
    let sent = () => {};
    this.isSent = new Promise((resolve) => (sent = resolve));
    this.#exchange = new Exchange(
      link.address,
      request,
      {
        onSent: () => {
          this.#isSent = true;
          sent();
        },
        onHead: (status, headers) => this.#onHead(status, headers),
        onChunk: (bytes) => this.#onChunk(bytes),
        onEnd: () => this.#complete(),
        onFailure: (received, isCut) => {
          this.#fail(received, isCut);
          sent();
        },
      },
      {
        signal: options.signal,
        followedBy:
          followers.length === 0
            ? undefined
            : Buffer.concat(followers.map((follower) => bytesOfRequest(follower, `${host}:${port}`))),
      },
    );
  }

  /** True while nothing has arrived and the request has not ended. */
  get isPending(): boolean {
    return this.head === undefined && !this.isOver;
  }

  /** Whether nothing more will arrive: the answer is complete, or the request failed or was given up. */
  get isOver(): boolean {
    return this.answer !== undefined || this.failure !== undefined || this.aborted;
  }

  /** The body so far. */
  get body(): string {
    return Buffer.concat(this.chunks.map(({ bytes }) => bytes)).toString("utf8");
  }

  /** How often the check is waiting for this request now. */
  get waits(): number {
    return this.#waiters.waits;
  }

  /** Resolves with the first value of `probe` that is not undefined; with undefined after `limitMs` or once it is over. */
  until<T>(probe: () => T | undefined, limitMs: number): Promise<T | undefined> {
    return this.#waiters.until(probe, limitMs, () => this.isOver);
  }

  /** The same, but ends early, and returns true, when it is proved that the server sends nothing more. */
  untilOrSilent(probe: () => true | undefined, limitMs: number): Promise<boolean> {
    const { link } = this;
    return untilOrSilent({
      waiters: this.#waiters,
      link,
      probe,
      limitMs,
      isOver: () => this.isOver,
      isSent: () => this.#isSent,
    });
  }

  /** Gives the request up as a browser does: closes the connection. */
  abort(): void {
    this.#giveUp("gave the request up", () => this.#exchange.abort());
  }

  /** Gives the request up like a client that vanishes: resets the connection. */
  reset(): void {
    this.#giveUp("reset the connection", () => this.#exchange.reset());
  }

  /** Treats an answer that need not end as complete, and closes the connection. */
  takeAsWhole(): void {
    if (this.isOver || this.head === undefined) return;
    this.#exchange.abort();
    this.#complete();
  }

  /** Ends the request because its time limit is over, and returns the description for the failure. */
  runOutOfTime(received: string): string {
    this.#fail(received, false);
    this.#exchange.abort();
    return this.failure?.received ?? received;
  }

  /** Ends the request at the end of its check, without an entry in the transcript. */
  dispose(): void {
    if (!this.isOver) this.aborted = true;
    this.#exchange.abort();
    this.#release();
  }

  #recordRequest({ method, path, sent, pieces }: OutgoingRequest): TranscriptEvent {
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return this.#record({
      dir: "out",
      kind: "request",
      method,
      path,
      text: sent,
      ...(bytes === 0 ? {} : { bytes }),
    });
  }

  #onHead(status: number, headers: ReadonlyMap<string, readonly string[]>): void {
    const event = this.#record({ dir: "in", kind: "head", code: status, text: `${status}, the headers` });
    this.#recorded.push(event);
    this.head = { at: event.at, status, headers };
    this.#waiters.wake();
  }

  #onChunk(bytes: Buffer): void {
    const text = shorten(bytes.toString("utf8"), SHOWN_BODY_CHARACTERS);
    const event = this.#record({ dir: "in", kind: "chunk", bytes: bytes.length, text });
    this.#recorded.push(event);
    this.chunks.push({ at: event.at, bytes });
    this.#bytes += bytes.length;
    this.#waiters.wake();
    if (this.#bytes > BODY_LIMIT_BYTES) this.takeAsWhole();
  }

  #complete(): void {
    const { head, body, asked, sent } = this;
    if (this.isOver || head === undefined) return;
    this.answer = new HttpAnswer({
      asked,
      sent,
      status: head.status,
      headers: head.headers,
      body,
      tookMs: Math.round(this.link.now() - this.sentAt),
      event: this.#recordEnd(head, body),
    });
    this.#release();
    this.#waiters.wake();
  }

  #recordEnd({ at, status }: ResponseHead, body: string): TranscriptEvent {
    if (this.link.now() - at > WHOLE_WITHIN_MS) {
      const head = this.#recorded[0];
      this.#record({ dir: "in", kind: "end", text: "the end of the answer" });
      return head as TranscriptEvent;
    }
    return this.link.fold(this.#recorded, {
      peer: this.name,
      dir: "in",
      kind: "response",
      code: status,
      text: `${status} ${shorten(body, SHOWN_BODY_CHARACTERS)}`.trimEnd(),
      bytes: this.#bytes,
    });
  }

  #fail(received: string, isCut: boolean): void {
    if (this.isOver) return;
    const { at } = this.#record({ dir: "none", kind: "error", text: received });
    this.failure = { at, received, isCut };
    this.#release();
    this.#waiters.wake();
  }

  #giveUp(text: string, end: () => void): void {
    if (this.isOver) return;
    this.aborted = true;
    this.#record({ dir: "out", kind: "abort", text });
    end();
    this.#release();
    this.#waiters.wake();
  }

  #record(event: PeerEvent): TranscriptEvent {
    return this.link.record({ ...event, peer: this.name });
  }
}
