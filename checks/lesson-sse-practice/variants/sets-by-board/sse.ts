import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

type Client = ReadableStreamDefaultController<Uint8Array>;

const boards: Record<string, Set<Client>> = {};
const everyone = new Set<Client>();
let heartbeat: NodeJS.Timeout | undefined;

function send(client: Client, text: string): void {
  try {
    client.enqueue(new TextEncoder().encode(text));
  } catch {
    forget(client);
  }
}

function forget(client: Client): void {
  everyone.delete(client);
  for (const id in boards) boards[id]?.delete(client);
  if (everyone.size === 0) {
    clearInterval(heartbeat);
    heartbeat = undefined;
  }
}

function format(event: BoardEvent): string {
  return ["id: " + event.id, "event: " + event.type, "data: " + JSON.stringify(event), "", ""].join("\n");
}

/** The timer runs only while somebody is there. */
export function addClient(boardIds: readonly string[], lastEventId: string | null): ReadableStream<Uint8Array> {
  let me: Client;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      me = controller;
      everyone.add(me);
      send(me, "retry: " + (process.env.SSE_RETRY_MS ?? 3000) + "\n");
      send(me, 'data: {"type":"connected"}\n\n');
      const missed = new Map<number, BoardEvent>();
      for (const id of boardIds) {
        (boards[id] ??= new Set()).add(me);
        if (lastEventId !== null)
          for (const event of board.eventsSince(lastEventId, { boardIds: [id] })) missed.set(+event.id, event);
      }
      for (const id of [...missed.keys()].sort((a, b) => a - b)) send(me, format(missed.get(id) as BoardEvent));
      heartbeat ??= setInterval(() => everyone.forEach((client) => send(client, ":beat\n")), +(process.env.SSE_HEARTBEAT_MS ?? 15000));
    },
    cancel: () => forget(me),
  });
}

export function broadcast(event: BoardEvent): void {
  boards[event.boardId]?.forEach((client) => send(client, format(event)));
}

export function closeAllClients(): void {
  for (const client of everyone) {
    client.close();
    forget(client);
  }
}

export function clientCount(): number {
  return everyone.size;
}
