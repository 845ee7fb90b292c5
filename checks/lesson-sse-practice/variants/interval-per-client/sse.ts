import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

const HEARTBEAT_MS = parseInt(process.env.SSE_HEARTBEAT_MS || "15000", 10);
const RETRY_MS = parseInt(process.env.SSE_RETRY_MS || "3000", 10);

interface Client {
  controller: ReadableStreamDefaultController;
  boards: Set<string>;
  heartbeat: NodeJS.Timeout;
}

let clients: Client[] = [];

const text = (event: BoardEvent) => `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

export function addClient(boardIds: readonly string[], lastEventId: string | null): ReadableStream<Uint8Array> {
  let client: Client | undefined;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(`: welcome\nretry: ${RETRY_MS}\ndata: {"type":"connected"}\n\n`);
      const heartbeat = setInterval(() => controller.enqueue(`: ${new Date().toISOString()}\n\n`), HEARTBEAT_MS);
      client = { controller, boards: new Set(boardIds), heartbeat };
      clients.push(client);
      if (lastEventId) {
        const missed = board.eventsSince(lastEventId).filter(({ boardId }) => client?.boards.has(boardId));
        missed.forEach((event) => controller.enqueue(text(event)));
      }
    },
    cancel() {
      clearInterval(client?.heartbeat);
      clients = clients.filter((one) => one !== client);
    },
  });
}

export function broadcast(event: BoardEvent): void {
  clients
    .filter(({ boards }) => boards.has(event.boardId))
    .forEach(({ controller }) => {
      controller.enqueue(text(event));
    });
}

export function closeAllClients(): void {
  for (const { controller, heartbeat } of clients) {
    clearInterval(heartbeat);
    controller.close();
  }
  clients = [];
}

export function clientCount(): number {
  return clients.length;
}
