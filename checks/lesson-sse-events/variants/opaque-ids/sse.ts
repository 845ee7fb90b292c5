import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

type Client = ReadableStreamDefaultController<Uint8Array>;

const clients = new Map<string, Set<Client>>();
const encoder = new TextEncoder();

/** An id that sorts as text, and says nothing of how it is made. */
const opaque = ({ id }: BoardEvent) => `ev-${Number(id).toString(36).padStart(10, "0")}`;

/** The board's own id, from an opaque one or from that of a page; undefined for anything else. */
function plain(id: string): string | undefined {
  if (/^\d{1,15}$/.test(id)) return id;
  const digits = /^ev-([0-9a-z]{10})$/.exec(id)?.[1];
  return digits === undefined ? undefined : String(Number.parseInt(digits, 36));
}

function write(event: BoardEvent): Uint8Array {
  return encoder.encode(`event: ${event.type}\nid: ${opaque(event)}\ndata: ${JSON.stringify(event)}\n\n`);
}

export function addClient(boardId: string, lastEventId?: string): ReadableStream<Uint8Array> {
  let client: Client;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      client = controller;
      clients.set(boardId, (clients.get(boardId) ?? new Set()).add(client));
      client.enqueue(encoder.encode('data: {"type":"connected"}\n\n'));
      const known = lastEventId === undefined ? undefined : plain(lastEventId);
      // It may have missed anything, so it is asked to fetch the board again.
      if (known === undefined && lastEventId !== undefined)
        client.enqueue(encoder.encode(`event: reset\nid: ev-${"0".repeat(9)}1\ndata: {}\n\n`));
      if (known === undefined) return;
      for (const event of board.eventsSince(known, { boardIds: [boardId] })) client.enqueue(write(event));
    },
    cancel() {
      clients.get(boardId)?.delete(client);
    },
  });
}

export function broadcast(event: BoardEvent): void {
  for (const client of clients.get(event.boardId) ?? []) client.enqueue(write(event));
}
