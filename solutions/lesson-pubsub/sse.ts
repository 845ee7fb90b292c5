/**
 * The event streams of the boards, as "Building an SSE Endpoint" makes them. Given and finished: nothing in this file is
 * part of an exercise.
 */

import type { TaskEvent } from "@workbook/task-board";

type Client = ReadableStreamDefaultController<Uint8Array>;

/** The open streams of each board. */
const clients = new Map<string, Set<Client>>();

const encoder = new TextEncoder();

function encode(data: object): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify(data)}\n\n`);
}

/** A new client of a board, as the body of its response. */
export function addClient(boardId: string): ReadableStream<Uint8Array> {
  let client: Client;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      client = controller;
      clients.set(boardId, (clients.get(boardId) ?? new Set()).add(client));
      client.enqueue(encode({ type: "connected" }));
    },
    cancel() {
      clients.get(boardId)?.delete(client);
    },
  });
}

/** Sends an event to the streams of its board. */
export function deliverToStreams(event: TaskEvent): void {
  const bytes = encode(event);
  for (const client of clients.get(event.boardId) ?? []) client.enqueue(bytes);
}
