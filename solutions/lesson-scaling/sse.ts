/**
 * The event streams of this instance, as "Event Types and IDs" makes them: a client that comes back, to whichever instance, is
 * sent what it has missed. Given and finished: nothing in this file is part of an exercise.
 */

import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

/** One open stream. */
interface Client {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** The ids of what it was sent from the log when it came. */
  readonly replayed: ReadonlySet<string>;
}

/** The clients of each board, by the board's id. */
const clients = new Map<string, Set<Client>>();

const encoder = new TextEncoder();

function encode(event: BoardEvent): Uint8Array {
  return encoder.encode(`event: ${event.type}\nid: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
}

/**
 * A new client of a board, as the body of its response.
 * @param lastEventId the last event that the client knows; without one, it begins with what comes next
 */
export function addClient(boardId: string, lastEventId: string | undefined): ReadableStream<Uint8Array> {
  let client: Client;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const missed = lastEventId === undefined ? [] : board.eventsSince(lastEventId, { boardIds: [boardId] });
      client = { controller, replayed: new Set(missed.map(({ id }) => id)) };
      clients.set(boardId, (clients.get(boardId) ?? new Set()).add(client));
      controller.enqueue(encoder.encode('data: {"type":"connected"}\n\n'));
      for (const event of missed) controller.enqueue(encode(event));
    },
    cancel() {
      clients.get(boardId)?.delete(client);
    },
  });
}

/** Sends an event to the streams of its board. The log may have been ahead of it: then some clients have it already. */
export function deliverToStreams(event: BoardEvent): void {
  const bytes = encode(event);
  for (const { controller, replayed } of clients.get(event.boardId) ?? [])
    if (!replayed.has(event.id)) controller.enqueue(bytes);
}
