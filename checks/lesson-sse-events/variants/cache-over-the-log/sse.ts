import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

type Client = ReadableStreamDefaultController<Uint8Array>;

const clients = new Map<string, Set<Client>>();
const encoder = new TextEncoder();

/** The newest events of all boards. Older ones are in the board's log. */
const recent: BoardEvent[] = [];
const RECENT = 5;

function write(event: BoardEvent): Uint8Array {
  return encoder.encode(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function missedBy(boardId: string, lastEventId: string): BoardEvent[] {
  const place = recent.findIndex(({ id }) => id === lastEventId);
  if (place === -1) return board.eventsSince(lastEventId, { boardIds: [boardId] });
  return recent.slice(place + 1).filter((event) => event.boardId === boardId);
}

export function addClient(boardId: string, lastEventId?: string): ReadableStream<Uint8Array> {
  let client: Client;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      client = controller;
      clients.set(boardId, (clients.get(boardId) ?? new Set()).add(client));
      client.enqueue(encoder.encode('data: {"type":"connected"}\n\n'));
      if (lastEventId) missedBy(boardId, lastEventId).forEach((event) => client.enqueue(write(event)));
    },
    cancel: () => void clients.get(boardId)?.delete(client),
  });
}

export function broadcast(event: BoardEvent): void {
  recent.push(event);
  if (recent.length > RECENT) recent.shift();
  for (const client of clients.get(event.boardId) ?? []) client.enqueue(write(event));
}
