/** The clients of a console: sockets, requests and event streams, each with a unique name. */
import { ApiFault } from "../api-fault.ts";
import {
  CLIENT_LIMIT,
  isActive,
  type ConsoleClient as ClientView,
  type RequestToSend,
  type StreamToOpen,
} from "../api-console.ts";
import { SocketClient, type Happening } from "./socket-client.ts";
import { RequestClient } from "./request-client.ts";
import { StreamClient } from "./stream-client.ts";

type Client = SocketClient | RequestClient | StreamClient;

export interface ConsoleClientsOptions {
  readonly onEvent: (event: Happening, when?: number) => void;
  readonly onState: (view: ClientView) => void;
}

export interface SocketToOpen {
  /** @default "/" */
  readonly path?: string;
  readonly protocols?: readonly string[];
}

export class ConsoleClients {
  readonly #options: ConsoleClientsOptions;
  readonly #clients = new Map<string, Client>();
  /** Clients from before the workbook was restarted, which can only be opened again. */
  readonly #past: Map<string, ClientView>;

  constructor(past: readonly ClientView[], options: ConsoleClientsOptions) {
    this.#past = new Map(past.map((view) => [view.name, view]));
    this.#options = options;
  }

  get views(): ClientView[] {
    return [...this.#past.values(), ...[...this.#clients.values()].map(({ view }) => view)];
  }

  /** Connects a WebSocket client. @throws ApiFault when it is connected, or too many are */
  openSocket(port: number, given: string | undefined, { path = "/", protocols = [] }: SocketToOpen): void {
    const name = this.#take("client", given);
    this.#clients.set(name, new SocketClient({ name, port, path, protocols, ...this.#options }));
  }

  /** Sends a request. @throws ApiFault when too many wait for their answers */
  request(port: number, request: RequestToSend): void {
    const name = this.#take("http", undefined);
    this.#clients.set(name, new RequestClient({ name, port, request, ...this.#options }));
  }

  /** Opens an event stream. @throws ApiFault when it is open, or too many are */
  openStream(port: number, given: string | undefined, stream: StreamToOpen): void {
    const name = this.#take("stream", given);
    this.#clients.set(name, new StreamClient({ name, port, stream, ...this.#options }));
  }

  /** The name of the client whose connection has this local port. */
  nameAt(localPort: number | undefined): string | undefined {
    if (localPort === undefined) return undefined;
    for (const [name, client] of this.#clients) if (client.localPort === localPort) return name;
    return undefined;
  }

  /** A WebSocket client. @throws ApiFault when there is none of that name */
  socket(name: string): SocketClient {
    const client = this.#clients.get(name);
    if (client instanceof SocketClient) return client;
    throw new ApiFault("not-found", `There is no ${name}.`);
  }

  /** A WebSocket client that is connected. @throws ApiFault */
  connected(name: string): SocketClient {
    const client = this.socket(name);
    if (!client.isOpen) throw new ApiFault("busy", `${name} is not connected.`);
    return client;
  }

  /** Aborts a request. @throws ApiFault when none of that name is waiting for its answer */
  abort(name: string): void {
    const client = this.#clients.get(name);
    if (!(client instanceof RequestClient) || !isActive(client.view))
      throw new ApiFault("not-found", `No request ${name} waits for its answer.`);
    client.abort();
  }

  /** Closes an event stream. @throws ApiFault when none of that name is open */
  closeStream(name: string): void {
    const client = this.#clients.get(name);
    if (!(client instanceof StreamClient) || !isActive(client.view))
      throw new ApiFault("not-found", `No event stream ${name} is open.`);
    client.close();
  }

  /** Closes all clients; requests and event streams emit nothing more. */
  end(): void {
    for (const client of this.#clients.values())
      if (client instanceof SocketClient) client.terminate();
      else client.abandon();
  }

  /** Closes and removes all clients; they emit nothing more. */
  clear(): void {
    for (const client of this.#clients.values()) client.abandon();
    this.#clients.clear();
    this.#past.clear();
  }

  /** The name of a new client: the given one, or the first free one. Names of requests that ended are free again. */
  #take(kind: "client" | "http" | "stream", given: string | undefined): string {
    const active = this.views.filter((view) => view.name.startsWith(`${kind}-`) && isActive(view));
    if (active.some(({ name }) => name === given)) throw new ApiFault("busy", `${given} is still ${STILL[kind]}.`);
    if (active.length >= CLIENT_LIMIT)
      throw new ApiFault("busy", `${CLIENT_LIMIT} ${MANY[kind]}; ${FEWER[kind]} first.`);
    const taken = new Set((kind === "http" ? active : this.views).map(({ name }) => name));
    let name = given;
    for (let number = 1; name === undefined; number += 1)
      if (!taken.has(`${kind}-${number}`)) name = `${kind}-${number}`;
    this.#past.delete(name);
    return name;
  }
}

const STILL = { client: "connected", http: "waiting", stream: "open" } as const;
const MANY = {
  client: "clients are connected",
  http: "requests wait for their answers",
  stream: "event streams are open",
} as const;
const FEWER = { client: "close one of them", http: "give one of them up", stream: "close one of them" } as const;
