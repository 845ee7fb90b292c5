/**
 * The event bus: code that changes a board publishes what has happened, and code that has to know of it subscribes. Neither
 * side knows the other.
 */

import type { TaskEvent } from "@workbook/task-board";

/** Called with each event. What it throws, and the promise that it may return, are the bus's to deal with. */
export type Subscriber = (event: TaskEvent) => unknown;

const subscribers = new Set<Subscriber>();

/** Calls `subscriber` with every event from now on. Returns a function that ends this. */
export function subscribe(subscriber: Subscriber): () => void {
  //#region Exercise 1: keep the subscriber, and return what removes it
  //= return () => {};
  subscribers.add(subscriber);
  return () => subscribers.delete(subscriber);
  //#endregion
}

/** Hands an event to every subscriber. Never throws, and waits for none of them. */
export function publish(event: TaskEvent): void {
  //#region Exercise 1: call every subscriber; Exercise 2: whatever one of them does, the others are called all the same
  // A set may lose members while a loop goes through it: no other is skipped.
  for (const subscriber of subscribers) void deliver(subscriber, event);
  //#endregion
}

//#region Exercise 2: catch what a subscriber throws, and what its promise is rejected with
/** Runs up to the subscriber's first `await` before it returns, so events keep their order. Never rejects. */
async function deliver(subscriber: Subscriber, event: TaskEvent): Promise<void> {
  try {
    await subscriber(event);
  } catch (error) {
    // The event has happened. A subscriber that cannot deal with it is no reason to fail for the route, or for others.
    console.error(`A subscriber failed for ${event.type} ${event.id}:`, error);
  }
}
//#endregion

/** How many subscribers there are. */
export function subscriberCount(): number {
  return subscribers.size;
}
