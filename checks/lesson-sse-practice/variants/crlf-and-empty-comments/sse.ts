/**
 * The open event streams: which boards each client watches, how events reach it, and what keeps its connection alive.
 */

import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

/** How long a stream may be silent, and how long a client waits before it connects again, in milliseconds. */
const HEARTBEAT_MS = Number(process.env.SSE_HEARTBEAT_MS ?? 15_000);
const RETRY_MS = Number(process.env.SSE_RETRY_MS ?? 3_000);

/** The server's end of one open stream. */
type Client = ReadableStreamDefaultController<Uint8Array>;

/** Every client, with the ids of the boards that it watches. */
const clients = new Map<Client, readonly string[]>();

const encoder = new TextEncoder();

/** An event with its id and its name, as the bytes of an event stream. */
function encode(event: BoardEvent): Uint8Array {
  return encoder.encode(`retry: ${RETRY_MS}\r\nevent:${event.type}\r\ndata:${JSON.stringify(event)}\r\nid:${event.id}\r\n\r\n`);
}

/**
 * A new client, as the body of its response.
 * @param lastEventId the last event that the client has seen: what came after it is sent first. Null for a new client
 */
export function addClient(boardIds: readonly string[], lastEventId: string | null): ReadableStream<Uint8Array> {
  let client: Client;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      client = controller;
      clients.set(client, boardIds);
      client.enqueue(encoder.encode(`retry:${RETRY_MS}\r\nevent: connected\r\ndata:{"type":"connected"}\r\n\r\n`));
      if (lastEventId !== null) for (const event of missedSince(lastEventId, boardIds)) client.enqueue(encode(event));
    },
    cancel() {
      clients.delete(client);
    },
  });
}

/** What happened on these boards after an event. */
function missedSince(lastEventId: string, boardIds: readonly string[]): BoardEvent[] {
  return board.eventsSince(lastEventId, { boardIds });
}

/** Sends an event to every client that watches its board. */
export function broadcast(event: BoardEvent): void {
  const bytes = encode(event);
  for (const [client, boardIds] of clients) {
    const isWatching = boardIds.includes(event.boardId);
    if (isWatching) client.enqueue(bytes);
  }
}

const heartbeat = encoder.encode(":\r\n");
setInterval(() => {
  for (const client of clients.keys()) client.enqueue(heartbeat);
}, HEARTBEAT_MS).unref();

/** Ends every stream in order, so that its client knows that nothing is missing from it. */
export function closeAllClients(): void {
  for (const client of clients.keys()) client.close();
  clients.clear();
}

/** How many streams are open. */
export function clientCount(): number {
  return clients.size;
}
