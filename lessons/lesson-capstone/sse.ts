/**
 * The event streams of the boards, with what "Event Types and IDs" and "SSE in Practice" add to them. Given and finished:
 * nothing in this file is part of an exercise.
 */

import type { BoardEvent } from "@workbook/task-board";
import { missedEvents } from "./board.js";

/** How long a stream may be silent, and how long a client waits before it connects again, in milliseconds. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 1_000;

/** The server's end of one open stream. */
type Client = ReadableStreamDefaultController<Uint8Array>;

/** Every open stream, with the id of its board. */
const clients = new Map<Client, string>();

const encoder = new TextEncoder();

function encode(event: BoardEvent): Uint8Array {
  return encoder.encode(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

/**
 * The response that streams what happens on a board.
 * @param lastEventId the last event that the client has seen: what came after it is sent first. Null for a new client
 */
export function eventStream(boardId: string, lastEventId: string | null): Response {
  let client: Client;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      client = controller;
      clients.set(client, boardId);
      client.enqueue(encoder.encode(`retry: ${RETRY_MS}\ndata: {"type":"connected"}\n\n`));
      // Without an `await` since the client was registered, no event can be in neither or in both.
      if (lastEventId !== null) for (const event of missedEvents(boardId, lastEventId)) client.enqueue(encode(event));
    },
    cancel() {
      clients.delete(client);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-cache, no-transform",
      "X-Accel-Buffering": "no",
    },
  });
}

/** Sends an event to the streams of its board. */
export function deliverToStreams(event: BoardEvent): void {
  const bytes = encode(event);
  for (const [client, boardId] of clients) if (boardId === event.boardId) client.enqueue(bytes);
}

const heartbeat = encoder.encode(": heartbeat\n\n");
setInterval(() => {
  for (const client of clients.keys()) client.enqueue(heartbeat);
}, HEARTBEAT_MS).unref();

/** Ends every stream in order, so that its client knows that nothing is missing from it. */
export function closeStreams(): void {
  for (const client of clients.keys()) client.close();
  clients.clear();
}
