/** Repeats a saved conversation with another server: sends each message once the earlier answers have arrived. */
import { HTTP_METHODS } from "../../text/http-syntax.ts";
import { isRemark, type TranscriptEvent } from "../../transcript-event.ts";
import { isActive, REQUEST_LIMIT_MS, type ConsoleEvent, type RequestToSend } from "../api-console.ts";
import { SocketClient, type Happening } from "./socket-client.ts";
import { RequestClient } from "./request-client.ts";
import { StreamClient } from "./stream-client.ts";

/** How long to wait for an answer that the saved conversation has. */
const ANSWER_LIMIT_MS = 1_000;
/** The limit of a whole replay. */
const REPLAY_LIMIT_MS = 60_000;

type Client = SocketClient | RequestClient | StreamClient;

export class Repetition {
  readonly transcript: TranscriptEvent[] = [];
  readonly #port: number;
  readonly #signal: AbortSignal | undefined;
  readonly #startedAt = performance.now();
  readonly #clients = new Map<string, Client>();
  /** Client -> number of answers that did not arrive in time. */
  readonly #missing = new Map<string, number>();
  /** Event stream -> its last event id in the saved conversation. */
  readonly #savedIds = new Map<string, string>();
  #wake = () => {};

  /** @param port the server's, on 127.0.0.1 */
  constructor(port: number, signal: AbortSignal | undefined) {
    this.#port = port;
    this.#signal = signal;
  }

  /** Sends each saved message after the answers that preceded it have arrived again or timed out. */
  async play(saved: readonly ConsoleEvent[]): Promise<void> {
    const deadline = this.#startedAt + REPLAY_LIMIT_MS;
    const received = new Map<string, number>();
    const waiting = new Set<string>();
    let lastSent = 0;
    let patience = 0;
    for (const event of saved) {
      if (event.dir === "out") {
        await this.#receivedAgain(received, Math.min(deadline, performance.now() + patience + ANSWER_LIMIT_MS));
        this.#signal?.throwIfAborted();
        await this.#send(event);
        if (event.kind === "request") waiting.add(event.peer);
        lastSent = event.at;
        patience = 0;
      } else if (counts(event)) {
        received.set(event.peer, (received.get(event.peer) ?? 0) + 1);
        if (event.kind === "event" && event.id !== undefined) this.#savedIds.set(event.peer, event.id);
        if (waiting.delete(event.peer)) patience = Math.max(patience, patienceFor(event, event.at - lastSent));
      }
    }
    await this.#receivedAgain(received, Math.min(deadline, performance.now() + patience + ANSWER_LIMIT_MS));
    for (const client of this.#clients.values()) client.abandon();
  }

  async #receivedAgain(received: ReadonlyMap<string, number>, limit: number): Promise<void> {
    while (!this.#isComplete(received) && performance.now() < limit && this.#signal?.aborted !== true)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, limit - performance.now()));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    for (const [peer, count] of received) this.#missing.set(peer, Math.max(0, count - this.#receivedFrom(peer)));
  }

  #isComplete(received: ReadonlyMap<string, number>): boolean {
    return [...received].every(([peer, count]) => {
      const client = this.#clients.get(peer);
      const hasEnded = client !== undefined && !isActive(client.view);
      return hasEnded || this.#receivedFrom(peer) + (this.#missing.get(peer) ?? 0) >= count;
    });
  }

  #receivedFrom(peer: string): number {
    return this.transcript.filter((event) => event.peer === peer && event.dir !== "out" && counts(event)).length;
  }

  async #send(event: ConsoleEvent): Promise<void> {
    if (event.kind === "upgrade" && event.dir === "out")
      return this.#connect(event.peer, event.path, event.protocols ?? []);
    if (event.kind === "request") return event.asked === "stream" ? this.#openStream(event) : this.#request(event);
    const client = this.#clients.get(event.peer);
    if (client instanceof RequestClient && event.kind === "abort") client.abort();
    if (client instanceof StreamClient && event.kind === "abort") client.close();
    if (!(client instanceof SocketClient)) return;
    if (event.kind === "close") return client.close(event.code, event.reason);
    if (!client.isOpen) return;
    if (event.kind === "text") client.send(event.text);
    if (event.kind === "binary") client.sendBinary(Buffer.from(event.base64 ?? "", "base64"));
    if (event.kind === "ping") client.ping(event.data ?? "");
  }

  #connect(name: string, path: string, protocols: readonly string[]): void {
    this.#replace(name, new SocketClient({ name, port: this.#port, path, protocols, ...this.#watch }));
  }

  /** Resolves once the request was sent, so that a held request reaches the server before the next one. */
  async #request({ peer: name, path, body, asked, headers = [], ...event }: RequestEvent): Promise<void> {
    const method = HTTP_METHODS.find((known) => known === event.method) ?? "GET";
    const request: RequestToSend = {
      method,
      path,
      headers: Object.fromEntries(headers),
      hold: asked === "held",
      ...(body === undefined ? {} : { body }),
    };
    const client = new RequestClient({ name, port: this.#port, request, ...this.#watch });
    this.#replace(name, client);
    await client.sent;
  }

  async #openStream({ peer: name, path, headers = [] }: RequestEvent): Promise<void> {
    const saved = headers.find(([header]) => header === "last-event-id")?.[1];
    const before = this.#clients.get(name);
    // A stream that resumed after its last event does so again, with this server's ids.
    const isLast = saved !== undefined && saved === this.#savedIds.get(name);
    const lastEventId = isLast && before instanceof StreamClient ? before.lastEventId : saved;
    const stream = { path, ...(lastEventId === undefined ? {} : { lastEventId }) };
    const client = new StreamClient({ name, port: this.#port, stream, ...this.#watch });
    this.#replace(name, client);
    await client.sent;
  }

  #replace(name: string, client: Client): void {
    this.#clients.get(name)?.abandon();
    this.#clients.set(name, client);
  }

  get #watch() {
    return {
      onEvent: (event: Happening, when?: number) => this.#record(event, when),
      onState: () => this.#wake(),
    };
  }

  #record(event: Happening, when: number = performance.now()): void {
    this.transcript.push({ at: Math.round((when - this.#startedAt) * 10) / 10, ...event });
    this.#wake();
  }
}

type RequestEvent = Extract<ConsoleEvent, { kind: "request" }>;

/** How long to wait for an event: a held request may be answered at its timeout, which takes as long again. */
function patienceFor({ kind }: TranscriptEvent, tookMs: number): number {
  return kind === "error" ? Math.min(tookMs, REQUEST_LIMIT_MS) : tookMs;
}

/** Whether to wait for the event: those of the server. */
function counts(event: TranscriptEvent): boolean {
  return !isRemark(event) && event.kind !== "exit";
}
