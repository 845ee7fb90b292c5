/** Events are delivered when the code that published them is done, in the order in which they were published. */
import type { TaskEvent } from "@workbook/task-board";

export type Subscriber = (event: TaskEvent) => unknown;

const subscribers = new Map<symbol, Subscriber>();
const queue: TaskEvent[] = [];

export function subscribe(subscriber: Subscriber): () => void {
  const key = Symbol("subscriber");
  subscribers.set(key, subscriber);
  return () => subscribers.delete(key);
}

export function publish(event: TaskEvent): void {
  if (queue.push(event) === 1) setImmediate(drain);
}

function drain(): void {
  for (let event = queue.shift(); event !== undefined; event = queue.shift())
    for (const subscriber of subscribers.values())
      new Promise((resolve) => resolve(subscriber(event as TaskEvent))).catch(console.error);
}

export function subscriberCount(): number {
  return subscribers.size;
}
