/**
 * The event bus: a route that has changed the board publishes what has happened, and each transport subscribes.
 */

import type { BoardEvent } from "@workbook/task-board";

/** Called with each event. */
export type Subscriber = (event: BoardEvent) => void;

const subscribers = new Set<Subscriber>();

/** Calls `subscriber` with every event from now on. */
export function subscribe(subscriber: Subscriber): void {
  //#region Exercise 1: keep the subscriber
  //= void [subscribers, subscriber];
  subscribers.add(subscriber);
  //#endregion
}

/** Hands an event, which is stored by now, to every subscriber. */
export function publish(event: BoardEvent): void {
  //#region Exercise 1: `deliver` the event to every subscriber
  //= void [deliver, event];
  for (const subscriber of subscribers) deliver(subscriber, event);
  //#endregion
}

/** A subscriber that cannot deal with an event is no reason to fail for the others, or for the route. */
function deliver(subscriber: Subscriber, event: BoardEvent): void {
  try {
    subscriber(event);
  } catch (error) {
    console.error(`A subscriber failed for ${event.type} ${event.id}:`, error);
  }
}
