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
  // TODO(exercise 1): keep the subscriber, and return what removes it
  return () => {};
}

/** Hands an event to every subscriber. Never throws, and waits for none of them. */
export function publish(event: TaskEvent): void {
  // TODO(exercise 1): call every subscriber; Exercise 2: whatever one of them does, the others are called all the same
}

// TODO(exercise 2): catch what a subscriber throws, and what its promise is rejected with

/** How many subscribers there are. */
export function subscriberCount(): number {
  return subscribers.size;
}
