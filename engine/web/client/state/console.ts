/** The client side of a lesson's console, which lives in the server and is shared by all tabs. */
import { batch, signal } from "@preact/signals";
import {
  CONSOLE_PROTOCOL,
  EVENT_LIMIT,
  type ConsoleClient,
  type ConsoleEvent,
  type ConsoleMessage,
  type ConsoleRequest,
  type NetworkView,
} from "../../api-console.ts";
import type { ServerState } from "../../api-live.ts";
import { announce } from "./announce.ts";
import { renewSession } from "./ask.ts";
import { session } from "./page.ts";

/** The delay before a lost connection is opened again. */
const RETRY_MS = 500;

/** Received events that screen readers announce. Parts of answers and comments would drown them. */
const SPOKEN: ReadonlySet<ConsoleEvent["kind"]> = new Set(["text", "response", "event"]);

export const server = signal<ServerState | null>(null);
export const network = signal<NetworkView | null>(null);
export const clients = signal<readonly ConsoleClient[]>([]);
/** Why the last request was refused, and its type; null when it was not. */
export const refusal = signal<{ readonly request: ConsoleRequest["type"]; readonly message: string } | null>(null);
/** Counts changes of the event list, which is mutated in place; at most one per animation frame. */
export const version = signal(0);

let events: ConsoleEvent[] = [];
let journal: string | undefined;
let about: string | undefined;
let socket: WebSocket | undefined;
let drawing = 0;
let lastAsked: ConsoleRequest["type"] = "start-server";

/** The current events, oldest first. Read `version` to subscribe to changes. */
export function consoleEvents(): readonly ConsoleEvent[] {
  return events;
}

/** Connects to the console of a lesson until the returned function is called. */
export function joinConsole(slug: string): () => void {
  let retry: ReturnType<typeof setTimeout> | undefined;
  let left = false;
  if (about !== slug) forget(slug);
  const join = () => {
    const address = new URL(`/api/console/${encodeURIComponent(slug)}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const last = events.at(-1)?.n;
    if (last !== undefined) address.searchParams.set("after", String(last));
    if (journal !== undefined) address.searchParams.set("journal", journal);
    const joined = new WebSocket(address, [CONSOLE_PROTOCOL, `token.${session.value.token ?? ""}`]);
    socket = joined;
    joined.addEventListener("message", ({ data }: MessageEvent<string>) => receive(JSON.parse(data) as ConsoleMessage));
    joined.addEventListener("close", () => {
      if (left) return;
      retry = setTimeout(() => {
        // A restarted server expects another token.
        void renewSession().then(
          () => left || join(),
          () => left || join(),
        );
      }, RETRY_MS);
    });
  };
  join();
  return () => {
    left = true;
    clearTimeout(retry);
    socket?.close();
    socket = undefined;
  };
}

/** Sends a request to the console. All tabs receive the outcome. */
export function request(asked: ConsoleRequest): void {
  refusal.value = null;
  lastAsked = asked.type;
  if (socket?.readyState === WebSocket.OPEN) return socket.send(JSON.stringify(asked));
  refuse("The workbook does not answer at the moment; the console comes back by itself.");
}

/** Shows why a request cannot be met, beside the control that made it. */
export function refuse(message: string, asked: ConsoleRequest["type"] = lastAsked): void {
  refusal.value = { request: asked, message };
  announce(message);
}

function receive(message: ConsoleMessage): void {
  switch (message.type) {
    case "state":
      batch(() => {
        server.value = message.server;
        network.value = message.network;
        clients.value = message.clients;
        if (message.journal !== journal) events = [];
        else events = events.filter(({ n }) => n < message.from);
        journal = message.journal;
        redraw();
      });
      return;
    case "event":
      events.push(message.event);
      if (events.length > EVENT_LIMIT) events.splice(0, events.length - EVENT_LIMIT);
      if (message.event.dir === "in" && SPOKEN.has(message.event.kind))
        announce(`${message.event.peer} received ${message.event.text}`);
      if (message.event.kind === "network") announce(`network: ${message.event.text}`);
      redraw();
      return;
    case "client": {
      const others = clients.value.filter(({ name }) => name !== message.client.name);
      clients.value = [...others, message.client].toSorted((a, b) =>
        a.name.localeCompare(b.name, "en", { numeric: true }),
      );
      announceClient(message.client);
      return;
    }
    case "server":
      server.value = message.server;
      announce(`The server is ${message.server.state}`);
      return;
    case "network":
      network.value = message.network;
      return;
    case "refused":
      refuse(message.message);
      return;
  }
}

/** An answered request is announced with its answer. */
function announceClient(client: ConsoleClient): void {
  const { name, state } = client;
  if (client.transport !== "http") return announce(`${name} is ${state}`);
  if (client.reason !== null) return announce(`${name}: ${client.reason}`);
  if (client.hold && state === "waiting" && client.answer === null) announce(`${name} is held`);
}

function redraw(): void {
  if (drawing !== 0) return;
  drawing = requestAnimationFrame(() => {
    drawing = 0;
    version.value += 1;
  });
}

function forget(slug: string): void {
  about = slug;
  events = [];
  journal = undefined;
  batch(() => {
    server.value = null;
    network.value = null;
    clients.value = [];
    refusal.value = null;
    version.value += 1;
  });
}
