/** The console of a lesson: one for all tabs, kept by the server. This side shows it and asks. */
import { batch, signal } from "@preact/signals";
import {
  CONSOLE_PROTOCOL,
  EVENT_LIMIT,
  type ConsoleClient,
  type ConsoleEvent,
  type ConsoleMessage,
  type ConsoleRequest,
} from "../../api-console.ts";
import type { ServerState } from "../../api-live.ts";
import { announce } from "./announce.ts";
import { renewSession } from "./ask.ts";
import { session } from "./page.ts";

/** A lost connection is tried again after this long. */
const RETRY_MS = 500;

export const server = signal<ServerState | null>(null);
export const clients = signal<readonly ConsoleClient[]>([]);
/** Why the last request could not be met; empty when it could. */
export const refusal = signal("");
/** Events are kept in one list that grows; this counts its changes, at most one for each frame of the screen. */
export const version = signal(0);

let events: ConsoleEvent[] = [];
let journal: string | undefined;
let about: string | undefined;
let socket: WebSocket | undefined;
let drawing = 0;

/** The events held now, oldest first. Read `version` to hear of changes. */
export function consoleEvents(): readonly ConsoleEvent[] {
  return events;
}

/** Joins the console of a lesson until the returned function is called. */
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
        // A server that was started anew takes another token.
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

/** Asks the console for something. What comes of it is told to all tabs. */
export function request(asked: ConsoleRequest): void {
  refusal.value = "";
  if (socket?.readyState === WebSocket.OPEN) return socket.send(JSON.stringify(asked));
  refusal.value = "The workbook does not answer at the moment; the console comes back by itself.";
}

function receive(message: ConsoleMessage): void {
  switch (message.type) {
    case "state":
      batch(() => {
        server.value = message.server;
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
      if (message.event.dir === "in" && message.event.kind === "text") announce(`Received ${message.event.text}`);
      redraw();
      return;
    case "client": {
      const others = clients.value.filter(({ name }) => name !== message.client.name);
      clients.value = [...others, message.client].toSorted((a, b) =>
        a.name.localeCompare(b.name, "en", { numeric: true }),
      );
      announce(`${message.client.name} is ${message.client.state}`);
      return;
    }
    case "server":
      server.value = message.server;
      announce(`The server is ${message.server.state}`);
      return;
    case "refused":
      refusal.value = message.message;
      announce(message.message);
      return;
  }
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
    clients.value = [];
    refusal.value = "";
    version.value += 1;
  });
}
