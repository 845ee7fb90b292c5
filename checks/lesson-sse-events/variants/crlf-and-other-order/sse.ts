import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

const clients = new Map<string, Set<ReadableStreamDefaultController<Uint8Array>>>();
const encoder = new TextEncoder();

/** As the standard allows it: CRLF, comments, no space behind the colon, the data first and over several lines. */
function write(data: object, fields: Record<string, string> = {}): Uint8Array {
  const lines = JSON.stringify(data, null, 1).split("\n");
  const rest = Object.entries(fields).map(([name, value]) => `${name}:${value}\r\n`);
  return encoder.encode(`: next\r\n${lines.map((line) => `data:${line}\r\n`).join("")}${rest.join("")}\r\n`);
}

const writeEvent = (event: BoardEvent) => write(event, { event: event.type, id: event.id });

export function addClient(boardId: string, lastEventId?: string): ReadableStream<Uint8Array> {
  let client: ReadableStreamDefaultController<Uint8Array>;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      client = controller;
      clients.set(boardId, (clients.get(boardId) ?? new Set()).add(client));
      client.enqueue(encoder.encode("retry: 2000\r\n\r\n"));
      client.enqueue(write({ type: "connected" }, { event: "message" }));
      if (!lastEventId) return;
      // In two pieces each: where a chunk ends means nothing.
      for (const event of board.eventsSince(lastEventId, { boardIds: [boardId] })) {
        const bytes = writeEvent(event);
        client.enqueue(bytes.slice(0, 30));
        client.enqueue(bytes.slice(30));
      }
    },
    cancel() {
      clients.get(boardId)?.delete(client);
    },
  });
}

export function broadcast(event: BoardEvent): void {
  for (const client of clients.get(event.boardId) ?? []) client.enqueue(writeEvent(event));
}
