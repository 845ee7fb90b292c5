/** Events are delivered together, some time after they were published, in their order. */
import type { TaskEvent } from "@workbook/task-board";

export type Subscriber = (event: TaskEvent) => unknown;

const PAUSE_MS = 30;

const subscribers = new Set<Subscriber>();
const queue: TaskEvent[] = [];

export function subscribe(subscriber: Subscriber): () => void {
  subscribers.add(subscriber);
  return () => subscribers.delete(subscriber);
}

export function publish(event: TaskEvent): void {
  if (queue.push(event) === 1) setTimeout(drain, PAUSE_MS);
}

function drain(): void {
  for (const event of queue.splice(0)) for (const subscriber of subscribers) void deliver(subscriber, event);
}

async function deliver(subscriber: Subscriber, event: TaskEvent): Promise<void> {
  try {
    await subscriber(event);
  } catch (error) {
    console.error(error);
  }
}

export function subscriberCount(): number {
  return subscribers.size;
}
