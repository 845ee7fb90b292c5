/** One HTTP request to a learner's server, sent by a reader or by the replay of a conversation. */
import { BODY_LIMIT_BYTES } from "../../kit/limits.ts";
import { Exchange } from "../../kit/transports/http/exchange.ts";
import { outgoing } from "../../kit/transports/http/http-request.ts";
import type { PeerEvent } from "../../transcript-event.ts";
import {
  REQUEST_LIMIT_MS,
  type AnswerView,
  type ConsoleDetails,
  type RequestToSend,
  type RequestView,
} from "../api-console.ts";
import { cappedText } from "./capped-text.ts";
import type { Happening } from "./socket-client.ts";
import { FloodGuard } from "./flood-guard.ts";
import { headerList } from "./header-list.ts";

/** An answer whose head, body and end come within this time is shown as one event. */
const WHOLE_WITHIN_MS = 50;

export interface RequestClientOptions {
  /** For example `http-1`. */
  readonly name: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly request: RequestToSend;
  /** `when`: the moment of the event on the clock of `performance.now()`. */
  readonly onEvent: (event: Happening, when: number) => void;
  readonly onState: (view: RequestView) => void;
}

export class RequestClient {
  /** Resolves once the request was passed to the system, or has ended. */
  readonly sent: Promise<void>;
  #resolveSent = () => {};
  readonly #options: RequestClientOptions;
  readonly #exchange: Exchange;
  readonly #sentAt = performance.now();
  readonly #flood = new FloodGuard("parts of an answer");
  readonly #body: Buffer[] = [];
  /** Events of an answer that may still be shown as one event. */
  #early: { readonly event: PeerEvent & ConsoleDetails; readonly when: number }[] = [];
  #isInParts = false;
  #showEarly: NodeJS.Timeout | undefined;
  #limit: NodeJS.Timeout | undefined;
  #bytes = 0;
  #abandoned = false;
  #view: RequestView;

  constructor(options: RequestClientOptions) {
    const { name, port, request } = options;
    const { method, path, body = "", hold = false } = request;
    const headers = headersOf(request);
    const asked = outgoing(method, path, { headers, ...(body === "" ? {} : { body }) });
    this.#options = options;
    this.#view = { transport: "http", name, state: "waiting", method, path, hold, answer: null, reason: null };
    this.#emit({
      dir: "out",
      kind: "request",
      method,
      path,
      text: asked.sent,
      asked: hold ? "held" : "request",
      headers: Object.entries(headers),
      ...(body === "" ? {} : { bytes: Buffer.byteLength(body), body }),
    });
    this.sent = new Promise((resolve) => (this.#resolveSent = resolve));
    this.#exchange = new Exchange({ host: "127.0.0.1", port }, asked, {
      onSent: () => this.#resolveSent(),
      onHead: (status, headersCame) => this.#onHead(status, headersCame),
      onChunk: (bytes) => this.#onChunk(bytes),
      onEnd: () => this.#onEnd(),
      onFailure: (received) => this.#fail(received),
    });
    if (!hold) this.#limit = setTimeout(() => this.#runOutOfTime(), REQUEST_LIMIT_MS);
    options.onState(this.#view);
  }

  get view(): RequestView {
    return this.#view;
  }

  /** The local port of its connection, once there is one. */
  get localPort(): number | undefined {
    return this.#exchange.localPort;
  }

  /** Aborts the request as a browser does, by closing the connection. */
  abort(): void {
    if (this.#view.state === "ended") return;
    this.#exchange.abort();
    this.#showParts();
    this.#emit({ dir: "out", kind: "abort", text: "gave the request up" });
    this.#end("given up");
  }

  /** Aborts the request, and emits nothing more. */
  abandon(): void {
    this.#abandoned = true;
    this.#exchange.abort();
    this.#clearTimers();
  }

  #onHead(status: number, headersCame: ReadonlyMap<string, readonly string[]>): void {
    const headers = headerList(headersCame);
    this.#view = { ...this.#view, answer: { status, headers, body: "", bytes: 0, tookMs: this.#tookMs() } };
    this.#emitEarly({ dir: "in", kind: "head", code: status, text: `${status}, the headers`, headers });
    this.#showEarly = setTimeout(() => {
      this.#showParts();
      this.#state({});
    }, WHOLE_WITHIN_MS);
  }

  #onChunk(bytes: Buffer): void {
    this.#bytes += bytes.length;
    const tooMuch =
      this.#bytes > BODY_LIMIT_BYTES
        ? `a body of more than ${BODY_LIMIT_BYTES / 1024} KB; the console hung up`
        : this.#flood.count();
    if (tooMuch !== undefined) {
      this.#exchange.abort();
      return this.#fail(tooMuch);
    }
    this.#body.push(bytes);
    this.#emitEarly({ dir: "in", kind: "chunk", bytes: bytes.length, text: cappedText(bytes.toString("utf8")) });
  }

  #onEnd(): void {
    const { answer } = this.#view;
    if (answer === null) return;
    const whole: AnswerView = { ...answer, ...this.#received(), tookMs: this.#tookMs() };
    const { status, headers, body, bytes, tookMs } = whole;
    if (this.#isInParts) this.#emit({ dir: "in", kind: "end", text: "the end of the answer", tookMs });
    else {
      this.#early = [];
      const text = `${status} ${body}`.trimEnd();
      this.#emit({ dir: "in", kind: "response", code: status, bytes, text, headers, tookMs });
    }
    this.#view = { ...this.#view, answer: whole };
    this.#end(null);
  }

  #runOutOfTime(): void {
    this.#exchange.abort();
    this.#fail(`no complete answer within ${REQUEST_LIMIT_MS / 1_000} s; the console gave up`);
  }

  #fail(reason: string): void {
    if (this.#view.state === "ended") return;
    this.#showParts();
    this.#emit({ dir: "none", kind: "error", text: reason });
    this.#end(reason);
  }

  #end(reason: string | null): void {
    this.#clearTimers();
    this.#resolveSent();
    const { answer } = this.#view;
    this.#state({
      state: "ended",
      reason,
      answer: answer === null || reason === null ? answer : { ...answer, ...this.#received() },
    });
    this.#body.length = 0;
  }

  #received(): Pick<AnswerView, "body" | "bytes"> {
    return { body: cappedText(Buffer.concat(this.#body).toString("utf8")), bytes: this.#bytes };
  }

  #emitEarly(event: PeerEvent & ConsoleDetails): void {
    if (this.#isInParts) return this.#emit(event);
    this.#early.push({ event, when: performance.now() });
  }

  /** Shows the answer in parts: those received so far, and later ones as they arrive. */
  #showParts(): void {
    this.#isInParts = true;
    for (const { event, when } of this.#early.splice(0)) this.#emit(event, when);
  }

  #tookMs(): number {
    return Math.round((performance.now() - this.#sentAt) * 10) / 10;
  }

  #clearTimers(): void {
    clearTimeout(this.#limit);
    clearTimeout(this.#showEarly);
  }

  #emit(event: PeerEvent & ConsoleDetails, when: number = performance.now()): void {
    if (!this.#abandoned) this.#options.onEvent({ peer: this.#options.name, ...event }, when);
  }

  #state(change: Partial<RequestView>): void {
    this.#view = { ...this.#view, ...change };
    if (!this.#abandoned) this.#options.onState(this.#view);
  }
}

/** Adds `content-type: application/json` to a body unless the reader set another type. */
function headersOf({ headers = {}, body = "" }: RequestToSend): Readonly<Record<string, string>> {
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return body === "" || hasType ? headers : { "content-type": "application/json", ...headers };
}
