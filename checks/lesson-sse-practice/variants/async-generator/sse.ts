import { EventEmitter, on } from "node:events";
import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

const HEARTBEAT_MS = Number(process.env.SSE_HEARTBEAT_MS ?? 15_000);
const RETRY_MS = Number(process.env.SSE_RETRY_MS ?? 3_000);

const bus = new EventEmitter().setMaxListeners(0);
const open = new Set<AbortController>();

function text(event: BoardEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

async function* stream(boardIds: readonly string[], lastEventId: string | null, signal: AbortSignal) {
  // Listens before it reads what was missed; both happen in the same step.
  const messages = on(bus, "message", { signal });
  const missed = lastEventId === null ? [] : board.eventsSince(lastEventId, { boardIds });
  yield `retry: ${RETRY_MS}\n\ndata: {"type":"connected"}\n\n`;
  for (const event of missed) yield text(event);
  try {
    for await (const [message] of messages as AsyncIterable<[BoardEvent | string]>) {
      if (typeof message === "string") yield message;
      else if (boardIds.includes(message.boardId)) yield text(message);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

setInterval(() => bus.emit("message", ": still here\n\n"), HEARTBEAT_MS).unref();

export function addClient(boardIds: readonly string[], lastEventId: string | null): ReadableStream<Uint8Array> {
  const leave = new AbortController();
  open.add(leave);
  const events = stream(boardIds, lastEventId, leave.signal);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await events.next();
      if (done) controller.close();
      else controller.enqueue(new TextEncoder().encode(value));
    },
    cancel() {
      leave.abort();
      open.delete(leave);
    },
  });
}

export function broadcast(event: BoardEvent): void {
  bus.emit("message", event);
}

export function closeAllClients(): void {
  for (const leave of open) leave.abort();
  open.clear();
}

export function clientCount(): number {
  return open.size;
}
