import type { BoardEvent } from "@workbook/task-board";

export type Subscriber = (event: BoardEvent) => void;

const all: Subscriber[] = [];
const queue: BoardEvent[] = [];

export function subscribe(s: Subscriber): void {
  all.push(s);
}

// Delivered in a later turn, in order: the route has answered by then.
export function publish(event: BoardEvent): void {
  queue.push(event);
  if (queue.length === 1) setImmediate(drain);
}

function drain(): void {
  while (queue.length > 0) {
    const event = queue[0]!;
    for (const s of all) {
      try {
        s(event);
      } catch (error) {
        console.error(error);
      }
    }
    queue.shift();
  }
}
