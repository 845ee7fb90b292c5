import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

type Send = (text: string) => void;

const boards = new Map<string, Map<symbol, Send>>();

const write = ({ id, type, ...rest }: BoardEvent) =>
  `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ id, type, ...rest })}\n\n`;

export function addClient(boardId: string, lastEventId?: string): ReadableStream<Uint8Array> {
  const key = Symbol(boardId);
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send: Send = (text) => controller.enqueue(Buffer.from(text));
      send('data: {"type":"connected"}\n\n');
      // In one turn with what follows, so the order does not matter.
      if (lastEventId != null) send(board.eventsSince(lastEventId, { boardIds: [boardId] }).map(write).join(""));
      if (!boards.has(boardId)) boards.set(boardId, new Map());
      boards.get(boardId)?.set(key, send);
    },
    cancel() {
      boards.get(boardId)?.delete(key);
    },
  });
}

export function broadcast(event: BoardEvent): void {
  boards.get(event.boardId)?.forEach((send) => send(write(event)));
}
