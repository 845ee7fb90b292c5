/** A running `npm start`, with requests like a browser's over real HTTP and WebSockets. */
import { once } from "node:events";
import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { Answer, Body, Route, Session } from "../../web/api.ts";
import { CONSOLE_PROTOCOL, type ConsoleMessage, type ConsoleRequest } from "../../web/api-console.ts";
import type { LiveEventName, LiveEvents } from "../../web/api-live.ts";
import type { CourseFolder, Talking } from "../watch/course.ts";

/** A response with any status. */
export interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class Page {
  readonly talking: Talking;
  readonly port: number;
  /** The session, as a tab has it after loading the page. */
  session: Session;
  /** The cookies that a browser would send. */
  cookie = "";

  private constructor(talking: Talking, port: number, session: Session) {
    this.talking = talking;
    this.port = port;
    this.session = session;
  }

  /** Starts the page of a course; it is ended after the test. */
  static async start(course: CourseFolder, words: readonly string[] = ["--port", "0"], env: NodeJS.ProcessEnv = {}) {
    const talking = course.start(["start", ...words], env);
    const port = Number(/http:\/\/[^:]+:(\d+)/.exec(await talking.line(0))?.[1]);
    const page = new Page(talking, port, {} as Session);
    await page.renew();
    return page;
  }

  get #cookies(): Readonly<Record<string, string>> {
    return this.cookie === "" ? {} : { cookie: this.cookie };
  }

  /** Requests the session, as a page does after loading. */
  async renew(): Promise<void> {
    this.session = JSON.parse((await this.raw("/api/session")).text) as Session;
  }

  /** Sends a request exactly as given: its path is not normalized, and its headers may be forged. */
  async raw(path: string, { method = "GET", headers = {}, body }: Asking = {}): Promise<Heard> {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const asked = request({
      host: "127.0.0.1",
      port: this.port,
      path,
      method,
      agent: false,
      headers: { host: `localhost:${this.port}`, ...this.#cookies, ...length, ...headers },
    });
    asked.end(body);
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += String(chunk);
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  }

  /** Sends a request as the page does. Throws unless the status is 2xx. */
  async ask<R extends Route>(route: R, params: Readonly<Record<string, string>>, body?: Body<R>): Promise<Answer<R>> {
    const [method = "", pattern = ""] = route.split(" ");
    const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
    const response = await this.raw(path, {
      method,
      headers: { "x-workbook-token": this.session.token ?? "", origin: `http://localhost:${this.port}` },
      ...(method === "GET" ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    if (response.status >= 300) throw new Error(`${route}: ${response.status} ${response.text}`);
    return JSON.parse(response.text) as Answer<R>;
  }

  /** Opens the stream of a lesson's events. */
  async events(lesson: string, after?: string): Promise<Events> {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const response = await fetch(`http://127.0.0.1:${this.port}/api/events?lesson=${lesson}`, {
      headers: { ...this.#cookies, ...(after === undefined ? {} : { "last-event-id": after }) },
      signal: stop.signal,
    });
    if (response.status !== 200) throw new Error(`the stream was answered with ${response.status}`);
    return new Events(response.body as ReadableStream<Uint8Array>, () => stop.abort());
  }

  /** Connects to the console of a lesson. */
  async console(lesson: string, query = ""): Promise<ConsolePage> {
    const socket = new WebSocket(
      `ws://127.0.0.1:${this.port}/api/console/${lesson}${query}`,
      [CONSOLE_PROTOCOL, `token.${this.session.token}`],
      { origin: `http://127.0.0.1:${this.port}`, headers: this.#cookies },
    );
    onTestFinished(() => socket.terminate());
    const page = new ConsolePage(socket);
    await once(socket, "open");
    return page;
  }
}

/** A queue of received items, read in order. */
class Arrivals<T> {
  readonly all: T[] = [];
  #read = 0;
  #wake = () => {};
  #ended = false;

  add(item: T): void {
    this.all.push(item);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Resolves with the next item that matches; earlier ones are skipped. */
  async next<U extends T>(fits: (item: T) => item is U): Promise<U> {
    for (;;) {
      while (this.#read < this.all.length) {
        const item = this.all[this.#read++] as T;
        if (fits(item)) return item;
      }
      if (this.#ended) throw new Error(`it ended first; it had sent ${JSON.stringify(this.all).slice(0, 2_000)}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export interface ReceivedEvent<Name extends LiveEventName = LiveEventName> {
  readonly id: string;
  readonly name: Name;
  readonly data: LiveEvents[Name];
}

export class Events {
  readonly close: () => void;
  readonly #arrivals = new Arrivals<ReceivedEvent>();

  constructor(stream: ReadableStream<Uint8Array>, close: () => void) {
    this.close = close;
    void this.#read(stream);
  }

  get all(): readonly ReceivedEvent[] {
    return this.#arrivals.all;
  }

  next<Name extends LiveEventName>(name: Name): Promise<ReceivedEvent<Name>> {
    return this.#arrivals.next((event): event is ReceivedEvent<Name> => event.name === name);
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let pending = "";
    try {
      for await (const chunk of stream) {
        const frames = (pending + decoder.decode(chunk, { stream: true })).split("\n\n");
        pending = frames.pop() ?? "";
        for (const frame of frames) this.#take(frame);
      }
    } catch {
      // The connection was closed.
    }
    this.#arrivals.end();
  }

  #take(frame: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(frame)?.[1];
    const [id, name, data] = [field("id"), field("event"), field("data")];
    if (id === undefined || name === undefined || data === undefined) return;
    this.#arrivals.add({ id, name: name as LiveEventName, data: JSON.parse(data) as LiveEvents[LiveEventName] });
  }
}

export class ConsolePage {
  readonly socket: WebSocket;
  readonly #arrivals = new Arrivals<ConsoleMessage>();

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("error", () => {});
    socket.on("message", (data) => this.#arrivals.add(JSON.parse((data as Buffer).toString()) as ConsoleMessage));
    socket.on("close", () => this.#arrivals.end());
  }

  get all(): readonly ConsoleMessage[] {
    return this.#arrivals.all;
  }

  send(asked: ConsoleRequest | string): void {
    this.socket.send(typeof asked === "string" ? asked : JSON.stringify(asked));
  }

  /** Resolves with the next message of this type. */
  next<Type extends ConsoleMessage["type"]>(
    type: Type,
    fits: (message: Extract<ConsoleMessage, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<ConsoleMessage, { type: Type }>> {
    return this.#arrivals.next(
      (message): message is Extract<ConsoleMessage, { type: Type }> =>
        message.type === type && fits(message as Extract<ConsoleMessage, { type: Type }>),
    );
  }

  /** Empties the journal and starts the server anew. */
  async beginAnew(): Promise<void> {
    this.send({ type: "clear" });
    await this.next("state", ({ from }) => from === 1);
    this.send({ type: "stop-server" });
    this.send({ type: "start-server" });
    await this.serverRuns();
  }

  /** Waits until the server runs with these saved files; by default the server that was requested. */
  async serverRuns(saved: readonly string[] = []): Promise<void> {
    const { server } = await this.next(
      "server",
      ({ server: { state, saved: names } }) =>
        state !== "starting" && state !== "stopped" && saved.every((name) => names.includes(name)),
    );
    if (server.state !== "running") throw new Error(`the server does not run: ${JSON.stringify(server)}`);
  }

  /** Resolves with the next journal event of this kind. */
  async event(kind: string, dir: "in" | "out" | "none") {
    return (await this.next("event", ({ event }) => event.kind === kind && event.dir === dir)).event;
  }
}
