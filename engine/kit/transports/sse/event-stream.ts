import type { NewEvent, PeerEvent, TranscriptEvent } from "../../../transcript-event.ts";
import { INBOX_LIMIT_BYTES, INBOX_LIMIT_MESSAGES } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { untilOrSilent, type Wait } from "../../silence.ts";
import { shorten } from "../../transcript.ts";
import { Waiters } from "../../waiters.ts";
import { Exchange } from "../http/exchange.ts";
import type { Chunk, RequestFailure, ResponseHead } from "../http/held-request.ts";
import { bytesOfRequest, methodOf, outgoing, type PipelinedRequest } from "../http/http-request.ts";
import { EventStreamParser, type StreamItem } from "./event-stream-parser.ts";
import { ReceivedEvent, type ReceivedComment } from "./received-event.ts";

export interface EventStreamOptions {
  /** Sent as `Last-Event-ID`, as a browser does when it reconnects. */
  readonly lastEventId?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Requests to send in the same TCP segment, so that the server reads all of them in one turn of its event loop. */
  readonly followedBy?: readonly PipelinedRequest[];
}

/** How many bytes that form no event the transcript shows. */
const SHOWN_BYTES = 120;

/** A client of one event stream, which keeps everything that arrives, with times. It does not reconnect. */
export class EventStream {
  /** For example `stream-1`. */
  readonly name: string;
  readonly path: string;
  readonly link: ServerLink;
  /** The request as shown to the learner. */
  readonly sent: string;
  /** When the request was sent, in milliseconds since the check began. */
  readonly sentAt: number;
  head: ResponseHead | undefined;
  readonly events: ReceivedEvent[] = [];
  readonly comments: ReceivedComment[] = [];
  /** The values of `retry` fields, in milliseconds. */
  readonly retries: number[] = [];
  /** The raw body, whatever the status and the content type. */
  readonly chunks: Chunk[] = [];
  /** What browsers ignore: unknown lines, and blocks without data. */
  readonly passedOver: StreamItem[] = [];
  /** When the server properly ended the stream, in milliseconds since the check began. */
  endedAt: number | undefined;
  /** Why the connection ended, when the stream did not end properly. */
  failure: RequestFailure | undefined;
  /** Whether the connection was cut because the server sent too much. */
  flooded = false;
  /** Whether the last wait ended because it was proved that the server sends nothing more. */
  isSilent = false;

  readonly #parser = new EventStreamParser();
  readonly #waiters: Waiters;
  readonly #exchange: Exchange;
  /** Transcript events for bytes that do not complete an event yet. */
  #unfinished: TranscriptEvent[] = [];
  #bytes = 0;
  #isSent = false;
  #isClosed = false;

  constructor(link: ServerLink, path: string, options: EventStreamOptions = {}) {
    this.link = link;
    this.#waiters = new Waiters(link.server);
    this.path = path;
    this.name = link.names.take("stream").name;
    const { lastEventId, headers, followedBy = [] } = options;
    const request = outgoing("GET", path, {
      headers: {
        accept: "text/event-stream",
        ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
        ...headers,
      },
    });
    this.sent = lastEventId === undefined ? request.asked : `${request.asked} with Last-Event-ID: ${lastEventId}`;
    this.sentAt = this.#record({ dir: "out", kind: "request", method: "GET", path, text: this.sent }).at;
    const followers = followedBy.map((one) => outgoing(methodOf(one), one.path, one));
    for (const { method, path, sent } of followers)
      this.#record({ dir: "out", kind: "request", method, path, text: sent });
    const { host, port } = link.address;
    this.#exchange = new Exchange(
      link.address,
      request,
      {
        onSent: () => (this.#isSent = true),
        onHead: (status, headers) => this.#onHead(status, headers),
        onChunk: (bytes) => this.#onChunk(bytes),
        onEnd: () => this.#onEnd(),
        onFailure: (received, isCut) => this.#onFailure(received, isCut),
      },
      {
        followedBy:
          followers.length === 0
            ? undefined
            : Buffer.concat(followers.map((one) => bytesOfRequest(one, `${host}:${port}`))),
      },
    );
  }

  /** Whether nothing more will arrive. */
  get isOver(): boolean {
    return this.endedAt !== undefined || this.failure !== undefined || this.#isClosed;
  }

  /** How often the check is waiting for this stream now. */
  get waits(): number {
    return this.#waiters.waits;
  }

  /** The bytes of the body, for checks of the framing itself. */
  get raw(): Buffer {
    return Buffer.concat(this.chunks.map(({ bytes }) => bytes));
  }

  /** What a browser would send as `Last-Event-ID` if it reconnected now. */
  get lastEventId(): string {
    return this.#parser.lastEventId;
  }

  /** The lines of the unfinished block, and the unfinished line. */
  get unfinished(): { readonly block: readonly string[]; readonly line: string } {
    return { block: this.#parser.block, line: this.#parser.unfinishedLine };
  }

  /** Resolves with the first value of `probe` that is not undefined; with undefined after `limitMs` or once it is over. */
  until<T>(probe: () => T | undefined, limitMs: number): Promise<T | undefined> {
    return this.#waiters.until(probe, limitMs, () => this.isOver);
  }

  /** The same, but ends early when it is proved that the server sends nothing more; then `isSilent` is true. */
  async untilOrSilent(
    probe: () => true | undefined,
    limitMs: number,
    options: Pick<Wait, "goesOn"> = {},
  ): Promise<void> {
    const { link } = this;
    const wait = {
      ...options,
      waiters: this.#waiters,
      link,
      probe,
      limitMs,
      isOver: () => this.isOver,
      isSent: () => this.#isSent,
    };
    this.isSilent = await untilOrSilent(wait);
  }

  /** Closes the connection, as `EventSource.close()` does. */
  close(): void {
    this.#giveUp("closed the stream", () => this.#exchange.abort());
  }

  /** Resets the connection, like a client that vanishes. */
  destroy(): void {
    this.#giveUp("reset the connection", () => this.#exchange.reset());
  }

  /** Ends the stream at the end of its check, without an entry in the transcript. */
  dispose(): void {
    this.#isClosed = true;
    this.#exchange.abort();
  }

  #onHead(status: number, headers: ReadonlyMap<string, readonly string[]>): void {
    const type = headers.get("content-type")?.join(", ") ?? "no content type";
    const { at } = this.#record({ dir: "in", kind: "head", code: status, text: `${status} ${type}` });
    this.head = { at, status, headers };
    this.#waiters.wake();
  }

  #onChunk(bytes: Buffer): void {
    const at = this.link.now();
    this.chunks.push({ at, bytes });
    this.#bytes += bytes.length;
    const items = this.#parser.push(bytes);
    for (const item of items) this.#take(item);
    if (!items.some(({ kind }) => kind === "event" || kind === "comment" || kind === "retry")) this.#showBytes(bytes);
    if (this.#bytes > INBOX_LIMIT_BYTES || this.events.length > INBOX_LIMIT_MESSAGES) {
      this.flooded = true;
      this.#exchange.abort();
      this.#onFailure(
        `more than ${this.events.length} events (${Math.round(this.#bytes / 1024)} kB) on one stream`,
        false,
      );
    }
    this.#waiters.wake();
  }

  #take(item: StreamItem): void {
    switch (item.kind) {
      case "event": {
        const { event, id, data } = item;
        const entry = this.#recordItem({
          dir: "in",
          kind: "event",
          event,
          ...(id === undefined ? {} : { id }),
          bytes: Buffer.byteLength(data),
          text: data,
        });
        this.events.push(new ReceivedEvent(item, this.link.now(), entry));
        return;
      }
      case "comment": {
        const { text } = item;
        this.#recordItem({ dir: "in", kind: "comment", bytes: Buffer.byteLength(text), text });
        this.comments.push({ at: this.link.now(), text });
        return;
      }
      case "retry":
        this.#recordItem({ dir: "in", kind: "retry", ms: item.ms, text: `${item.ms} ms` });
        this.retries.push(item.ms);
        return;
      case "no-data":
      case "ignored":
        this.passedOver.push(item);
    }
  }

  /** Shows incomplete bytes until the event they belong to is complete. */
  #showBytes(bytes: Buffer): void {
    const text = shorten(JSON.stringify(bytes.toString("utf8")), SHOWN_BYTES);
    this.#unfinished.push(this.#record({ dir: "in", kind: "chunk", bytes: bytes.length, text }));
  }

  #recordItem(event: PeerEvent): TranscriptEvent {
    const named: NewEvent = { ...event, peer: this.name };
    const parts = this.#unfinished;
    this.#unfinished = [];
    if (parts.length === 0) return this.link.record(named);
    // The event replaces its pieces, with the time of its last byte.
    return this.link.fold([...parts, this.link.record(named)].toReversed(), named);
  }

  #onEnd(): void {
    if (this.isOver) return;
    this.endedAt = this.#record({ dir: "in", kind: "end", text: "the end of the stream" }).at;
    this.#waiters.wake();
  }

  #onFailure(received: string, isCut: boolean): void {
    if (this.isOver) return;
    const { at } = this.#record({ dir: "none", kind: "error", text: received });
    this.failure = { at, received, isCut };
    this.#waiters.wake();
  }

  #giveUp(text: string, end: () => void): void {
    if (this.isOver) return;
    this.#isClosed = true;
    this.#record({ dir: "out", kind: "abort", text });
    end();
    this.#waiters.wake();
  }

  #record(event: PeerEvent): TranscriptEvent {
    return this.link.record({ ...event, peer: this.name });
  }
}
