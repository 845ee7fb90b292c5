import { setTimeout as pause } from "node:timers/promises";
import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

const { SSE_HEARTBEAT_MS = "15000", SSE_RETRY_MS = "3000" } = process.env;

class Channel {
  readonly #controller: ReadableStreamDefaultController<Uint8Array>;
  readonly #left = new AbortController();

  constructor(controller: ReadableStreamDefaultController<Uint8Array>) {
    this.#controller = controller;
    void this.#beat();
  }

  send(lines: string): void {
    if (!this.#left.signal.aborted) this.#controller.enqueue(Buffer.from(`${lines}\n\n`));
  }

  sendEvent(event: BoardEvent): void {
    this.send(`event: ${event.type}\nid: ${event.id}\ndata: ${JSON.stringify(event)}`);
  }

  leave(): void {
    this.#left.abort();
  }

  end(): void {
    this.leave();
    this.#controller.close();
  }

  async #beat(): Promise<void> {
    const { signal } = this.#left;
    while (!signal.aborted) {
      this.send(":");
      await pause(Number(SSE_HEARTBEAT_MS), undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

const channels = new Map<Channel, Set<string>>();

export function addClient(boardIds: readonly string[], lastEventId: string | null): ReadableStream<Uint8Array> {
  let channel: Channel;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      channel = new Channel(controller);
      channel.send(`retry: ${Number(SSE_RETRY_MS)}`);
      channel.send('data: {"type":"connected"}');
      channels.set(channel, new Set(boardIds));
      for (const event of board.eventsSince(lastEventId ?? "", { boardIds })) channel.sendEvent(event);
    },
    cancel() {
      channel.leave();
      channels.delete(channel);
    },
  });
}

export function broadcast(event: BoardEvent): void {
  for (const [channel, boardIds] of channels) if (boardIds.has(event.boardId)) channel.sendEvent(event);
}

export function closeAllClients(): void {
  for (const channel of channels.keys()) channel.end();
  channels.clear();
}

export function clientCount(): number {
  return channels.size;
}
