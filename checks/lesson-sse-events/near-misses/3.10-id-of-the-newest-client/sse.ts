import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

interface Client {
  boardId: string;
  /** What has happened while the log was read; undefined once that is done. */
  waiting: BoardEvent[] | undefined;
  send(event: BoardEvent): void;
}

/** The id that the client names which is being answered, or so it is meant: the next may come before it is read. */
let named: string | undefined;

const clients = new Set<Client>();
const encoder = new TextEncoder();

/** As a database on another machine would be read. */
async function readLog(boardId: string): Promise<BoardEvent[]> {
  await new Promise((resolve) => setTimeout(resolve, 3));
  return board.eventsSince(named ?? "", { boardIds: [boardId] });
}

export function addClient(boardId: string, lastEventId?: string): ReadableStream<Uint8Array> {
  let client: Client;
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      client = {
        boardId,
        waiting: [],
        send: (event) =>
          controller.enqueue(
            encoder.encode(`event: ${event.type}\ndata: ${JSON.stringify(event)}\nid: ${event.id}\n\n`),
          ),
      };
      clients.add(client);
      if (lastEventId !== undefined) named = lastEventId;
      const missed = lastEventId === undefined ? [] : await readLog(boardId);
      if (!clients.has(client)) return;
      controller.enqueue(encoder.encode('event: connected\ndata: {"type":"connected"}\n\n'));
      const sent = new Set(missed.map(({ id }) => id));
      for (const event of missed) client.send(event);
      for (const event of client.waiting ?? []) if (!sent.has(event.id)) client.send(event);
      client.waiting = undefined;
    },
    cancel() {
      clients.delete(client);
    },
  });
}

export function broadcast(event: BoardEvent): void {
  for (const client of clients) {
    if (client.boardId !== event.boardId) continue;
    if (client.waiting) client.waiting.push(event);
    else client.send(event);
  }
}
