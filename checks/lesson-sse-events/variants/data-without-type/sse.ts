import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

const clients: { boardId: string; controller: ReadableStreamDefaultController<string> }[] = [];

/** The type is the event's name and the board is in the URL, so the data has only what is new. */
function formatSSE(data: unknown, eventType?: string, id?: string): string {
  const lines: string[] = [];
  if (id) lines.push(`id: ${id}`);
  if (eventType) lines.push(`event: ${eventType}`);
  lines.push(`data: ${JSON.stringify(data)}`, "", "");
  return lines.join("\n");
}

function formatEvent({ id, type, boardId: _, ...data }: BoardEvent): string {
  return formatSSE(data, type, id);
}

export function addClient(boardId: string, lastEventId?: string): ReadableStream<string> {
  let entry: (typeof clients)[number];
  return new ReadableStream<string>({
    start(controller) {
      entry = { boardId, controller };
      controller.enqueue(formatSSE({ type: "connected" }));
      clients.push(entry);
      const missed = lastEventId === undefined ? [] : board.eventsSince(lastEventId);
      for (const event of missed) if (event.boardId === boardId) controller.enqueue(formatEvent(event));
    },
    cancel() {
      const place = clients.indexOf(entry);
      if (place !== -1) clients.splice(place, 1);
    },
  });
}

export function broadcast(event: BoardEvent): void {
  for (const client of clients) if (client.boardId === event.boardId) client.controller.enqueue(formatEvent(event));
}
