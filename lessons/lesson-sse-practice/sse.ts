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
  return encoder.encode(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
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
      // TODO(exercise 3): a `retry` field with RETRY_MS, in the same block as the data or in one of its own
      void RETRY_MS;
      client.enqueue(encoder.encode(`data: {"type":"connected"}\n\n`));
      if (lastEventId !== null) for (const event of missedSince(lastEventId, boardIds)) client.enqueue(encode(event));
    },
    cancel() {
      clients.delete(client);
    },
  });
}

/** What happened on these boards after an event. */
function missedSince(lastEventId: string, boardIds: readonly string[]): BoardEvent[] {
  // TODO(exercise 2): the events of all these boards, in the order in which they happened
  const [boardId = ""] = boardIds;
  return board.eventsSince(lastEventId, { boardIds: [boardId] });
}

/** Sends an event to every client that watches its board. */
export function broadcast(event: BoardEvent): void {
  const bytes = encode(event);
  for (const [client, boardIds] of clients) {
    // TODO(exercise 2): is the event's board one of those that this client watches?
    const isWatching = boardIds[0] === event.boardId;
    if (isWatching) client.enqueue(bytes);
  }
}

// TODO(exercise 1): every HEARTBEAT_MS, a comment to each client, from a timer that does not keep the process alive
void HEARTBEAT_MS;

/** Ends every stream in order, so that its client knows that nothing is missing from it. */
export function closeAllClients(): void {
  // TODO(exercise 3): close every client's stream, and forget them all
}

/** How many streams are open. */
export function clientCount(): number {
  return clients.size;
}
