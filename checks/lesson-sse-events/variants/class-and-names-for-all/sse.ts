import type { BoardEvent } from "@workbook/task-board";
import { board } from "./board.js";

class Subscription implements UnderlyingDefaultSource<Uint8Array> {
  static readonly #all = new Set<Subscription>();
  readonly #boardId: string;
  readonly #from: string | undefined;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(boardId: string, from: string | undefined) {
    this.#boardId = boardId;
    this.#from = from;
  }

  static publish(event: BoardEvent): void {
    for (const one of Subscription.#all) if (one.#boardId === event.boardId) one.#sendEvent(event);
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controller = controller;
    Subscription.#all.add(this);
    this.#send("event: connected", 'data: {"type":"connected"}');
    if (this.#from === undefined) return;
    for (const event of board.eventsSince(this.#from, { boardIds: [this.#boardId], limit: 100_000 }))
      this.#sendEvent(event);
    // Says where the part that was missed ends. It is no event of the board.
    this.#send("event: up-to-date", "data: {}");
  }

  cancel(): void {
    Subscription.#all.delete(this);
  }

  #sendEvent({ id, type, ...data }: BoardEvent): void {
    this.#send(`event: ${type}`, `id: ${id}`, `data: ${JSON.stringify({ type, ...data })}`);
  }

  #send(...lines: string[]): void {
    this.#controller?.enqueue(new TextEncoder().encode([...lines, "", ""].join("\n")));
  }
}

export function addClient(boardId: string, lastEventId?: string): ReadableStream<Uint8Array> {
  return new ReadableStream(new Subscription(boardId, lastEventId));
}

export const broadcast = (event: BoardEvent): void => Subscription.publish(event);
