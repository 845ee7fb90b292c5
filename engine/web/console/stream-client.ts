/**
 * One event stream of a learner's server, opened by a reader or by the replay of a conversation. It does not reconnect.
 */
import { MESSAGE_LIMIT_BYTES } from "../../kit/limits.ts";
import { Exchange } from "../../kit/transports/http/exchange.ts";
import { outgoing } from "../../kit/transports/http/http-request.ts";
import { EventStreamParser, type StreamItem } from "../../kit/transports/sse/event-stream-parser.ts";
import { sanitizeText } from "../../text/sanitize-text.ts";
import type { PeerEvent } from "../../transcript-event.ts";
import type { ConsoleDetails, StreamToOpen, StreamView } from "../api-console.ts";
import type { Happening } from "./socket-client.ts";
import { FloodGuard } from "./flood-guard.ts";
import { headerList } from "./header-list.ts";
import { bytesEvent, eventOf } from "./stream-events.ts";

/** After this time, bytes that complete no event are shown as they are. */
const UNFINISHED_AFTER_MS = 300;
const TYPE_CHARACTERS = 200;
const ID_CHARACTERS = 2_000;

export interface StreamClientOptions {
  /** For example `stream-1`. */
  readonly name: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly stream: StreamToOpen;
  readonly onEvent: (event: Happening) => void;
  readonly onState: (view: StreamView) => void;
}

export class StreamClient {
  /** Resolves once the request was passed to the system, or the stream has ended. */
  readonly sent: Promise<void>;
  #resolveSent = () => {};
  readonly #options: StreamClientOptions;
  readonly #exchange: Exchange;
  readonly #parser = new EventStreamParser();
  readonly #flood = new FloodGuard("events");
  #isEventStream = false;
  #hasId = false;
  /** Bytes that complete no event yet: those not shown, and the number of all of them. */
  #unfinished: Buffer[] = [];
  #unfinishedBytes = 0;
  #showUnfinished: NodeJS.Timeout | undefined;
  #abandoned = false;
  #view: StreamView;

  constructor(options: StreamClientOptions) {
    const { name, port, stream } = options;
    const { path, lastEventId = "" } = stream;
    // HTTP headers are bytes; the standard has the id encoded as UTF-8 (section 9.2.2).
    const resumed = lastEventId === "" ? {} : { "last-event-id": Buffer.from(lastEventId).toString("latin1") };
    const request = outgoing("GET", path, { headers: { accept: "text/event-stream", ...resumed } });
    this.#options = options;
    this.#view = {
      transport: "sse",
      name,
      state: "connecting",
      path,
      status: null,
      lastEventId,
      retryMs: null,
      reason: null,
    };
    this.#emit({
      dir: "out",
      kind: "request",
      method: "GET",
      path,
      text: lastEventId === "" ? request.asked : `${request.asked} with Last-Event-ID: ${lastEventId}`,
      asked: "stream",
      headers: [
        ["accept", "text/event-stream"],
        ...(lastEventId === "" ? [] : [["last-event-id", lastEventId] as const]),
      ],
    });
    this.sent = new Promise((resolve) => (this.#resolveSent = resolve));
    this.#exchange = new Exchange({ host: "127.0.0.1", port }, request, {
      onSent: () => this.#resolveSent(),
      onHead: (status, headers) => this.#onHead(status, headers),
      onChunk: (bytes) => this.#onChunk(bytes),
      onEnd: () => {
        this.#emitUnfinished();
        this.#emit({ dir: "in", kind: "end", text: "the end of the stream" });
        this.#end("ended by the server");
      },
      onFailure: (received) => this.#fail(received),
    });
    options.onState(this.#view);
  }

  get view(): StreamView {
    return this.#view;
  }

  /** The local port of its connection, once there is one. */
  get localPort(): number | undefined {
    return this.#exchange.localPort;
  }

  /** The id to resume after: the last one received, or, without one, the id that this stream resumed after. */
  get lastEventId(): string {
    return this.#hasId ? this.#parser.lastEventId : (this.#options.stream.lastEventId ?? "");
  }

  /** Closes the connection, as `EventSource.close()` does. */
  close(): void {
    if (this.#view.state === "ended") return;
    this.#exchange.abort();
    this.#emitUnfinished();
    this.#emit({ dir: "out", kind: "abort", text: "closed the stream" });
    this.#end("closed");
  }

  /** Closes the stream, and emits nothing more. */
  abandon(): void {
    this.#abandoned = true;
    this.#exchange.abort();
    clearTimeout(this.#showUnfinished);
  }

  #onHead(status: number, headers: ReadonlyMap<string, readonly string[]>): void {
    const type = headers.get("content-type")?.join(", ") ?? "";
    this.#isEventStream = status === 200 && /^text\/event-stream(?: *;|$)/i.test(type);
    this.#emit({
      dir: "in",
      kind: "head",
      code: status,
      text: `${status} ${type === "" ? "no content type" : sanitizeText(type, { maxChars: TYPE_CHARACTERS })}`,
      headers: headerList(headers),
      ...(this.#isEventStream
        ? {}
        : { meaning: "A browser's EventSource gives up here: it takes only 200 with text/event-stream." }),
    });
    this.#state({ state: "open", status });
  }

  #onChunk(bytes: Buffer): void {
    if (!this.#isEventStream) {
      const tooMuch = this.#flood.count();
      return tooMuch === undefined ? this.#emit(bytesEvent(bytes)) : this.#cutOff(tooMuch);
    }
    const items = this.#parser.push(bytes);
    if (this.#parser.lastEventId !== "" || items.some((item) => item.kind === "event" && item.id !== undefined))
      this.#hasId = true;
    for (const item of items) {
      const tooMuch = this.#flood.count();
      if (tooMuch !== undefined) return this.#cutOff(tooMuch);
      this.#take(item);
    }
    if (items.length > 0) this.#forgetUnfinished();
    const rest = items.length > 0 ? this.#begun() : bytes;
    if (rest.length > 0) this.#keepUnfinished(rest);
    if (this.#unfinishedBytes > MESSAGE_LIMIT_BYTES)
      this.#cutOff(`an event of more than ${MESSAGE_LIMIT_BYTES / 1024} KB; the console hung up`);
  }

  #take(item: StreamItem): void {
    const event = eventOf(item);
    if (event !== undefined) this.#emit(event);
    if (item.kind === "retry") this.#state({ retryMs: item.ms });
  }

  /** The last bytes that follow the last complete event. */
  #begun(): Buffer {
    const { block, unfinishedLine } = this.#parser;
    const lines = block.filter((line) => !line.startsWith(":") && !line.startsWith("retry:"));
    return Buffer.from([...lines.map((line) => `${line}\n`), unfinishedLine].join(""));
  }

  #keepUnfinished(bytes: Buffer): void {
    this.#unfinished.push(bytes);
    this.#unfinishedBytes += bytes.length;
    this.#showUnfinished ??= setTimeout(() => this.#emitUnfinished(), UNFINISHED_AFTER_MS);
  }

  #forgetUnfinished(): void {
    clearTimeout(this.#showUnfinished);
    this.#showUnfinished = undefined;
    this.#unfinished = [];
    this.#unfinishedBytes = 0;
  }

  #emitUnfinished(): void {
    clearTimeout(this.#showUnfinished);
    this.#showUnfinished = undefined;
    const bytes = Buffer.concat(this.#unfinished.splice(0));
    if (bytes.length > 0) this.#emit(bytesEvent(bytes, "No event yet: an event ends with an empty line."));
  }

  #cutOff(reason: string): void {
    this.#exchange.abort();
    this.#fail(reason);
  }

  #fail(reason: string): void {
    if (this.#view.state === "ended") return;
    this.#emitUnfinished();
    this.#emit({ dir: "none", kind: "error", text: reason });
    this.#end(reason);
  }

  #end(reason: string): void {
    clearTimeout(this.#showUnfinished);
    this.#resolveSent();
    this.#state({ state: "ended", reason, lastEventId: this.lastEventId.slice(0, ID_CHARACTERS) });
  }

  #emit(event: PeerEvent & ConsoleDetails): void {
    if (!this.#abandoned) this.#options.onEvent({ peer: this.#options.name, ...event });
  }

  #state(change: Partial<StreamView>): void {
    this.#view = { ...this.#view, ...change };
    if (!this.#abandoned) this.#options.onState(this.#view);
  }
}
