/** An HTTP server scripted by a check, for programs that are graded by their requests and by how they use the answers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { RecordedRequest, type Recorder } from "./proxy/record.ts";
import { RequestLog } from "./proxy/request-log.ts";
import { headersOf } from "./transports/http/exchange.ts";

const LOOPBACK = "127.0.0.1";

/** An answer of a backend. */
export interface BackendAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, with its content type. */
  readonly json?: unknown;
  /** Sent unchanged, when there is no `json`. Pieces are sent one by one as they become available, as in an event stream. */
  readonly body?: string | AsyncIterable<string>;
}

/**
 * Answers a request, given its method, path, headers and body. A promise holds the request until it resolves; `undefined`
 * is a 404.
 */
export type Route = (request: RecordedRequest) => BackendAnswer | undefined | Promise<BackendAnswer | undefined>;

export class Backend extends RequestLog {
  readonly host = LOOPBACK;
  readonly port: number;
  /** The error that a route threw, which is a mistake of the check. */
  #fault: unknown;
  readonly #server: Server;
  readonly #sockets = new Map<Socket, number>();

  /** Starts one on a free port. */
  static async start(route: Route, recorder: Recorder): Promise<Backend> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, LOOPBACK, resolve);
    });
    return new Backend(server, route, recorder);
  }

  private constructor(server: Server, route: Route, recorder: Recorder) {
    super("backend");
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    let connections = 0;
    server.on("connection", (socket) => {
      this.#sockets.set(socket, ++connections);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    server.on("request", (incoming, outgoing) => void this.#take(incoming, outgoing, route, recorder));
  }

  /** For example `http://127.0.0.1:40213`. */
  get url(): string {
    return `http://${this.host}:${this.port}`;
  }

  /** The error that a route threw, for the caller to rethrow. */
  get fault(): unknown {
    return this.#fault;
  }

  close(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
    this.#server.close();
  }

  async #take(incoming: IncomingMessage, outgoing: ServerResponse, route: Route, recorder: Recorder): Promise<void> {
    const head = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      status: 0,
      headers: headersOf(incoming.rawHeaders),
    };
    const connection = this.#sockets.get(incoming.socket) ?? 0;
    const request = new RecordedRequest(head, connection, recorder.request(head));
    outgoing.on("error", () => {});
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) recorder.abort(request);
      request.close();
      this.tell();
    });
    try {
      for await (const chunk of incoming) request.addBody(chunk as Buffer);
    } catch {
      // The program gave up the request.
      return;
    }
    this.add(request);
    try {
      await send(outgoing, request, (await route(request)) ?? { status: 404 }, recorder);
    } catch (error) {
      this.#fault ??= error;
      outgoing.destroy();
      return;
    }
    request.endAnswer();
    this.tell();
  }
}

async function send(
  outgoing: ServerResponse,
  request: RecordedRequest,
  { status = 200, headers = {}, json, body = "" }: BackendAnswer,
  recorder: Recorder,
): Promise<void> {
  const whole = json === undefined ? body : JSON.stringify(json);
  const all = { ...(json === undefined ? {} : { "content-type": "application/json" }), ...headers };
  const recorded = Object.entries(all).map(([name, value]) => [name.toLowerCase(), [value]] as const);
  request.beginAnswer({ status, headers: new Map(recorded) });
  outgoing.writeHead(status, all);
  if (typeof whole === "string") {
    request.addAnswer(Buffer.from(whole));
    outgoing.end(whole);
    if (request.answer !== undefined) recorder.answer(request.answer);
    return;
  }
  outgoing.flushHeaders();
  recorder.head(status);
  for await (const piece of whole) {
    if (outgoing.destroyed) return;
    request.addAnswer(Buffer.from(piece));
    outgoing.write(piece);
    recorder.chunk(Buffer.from(piece));
  }
  outgoing.end();
  recorder.end();
}
