/** An EventEmitter whose listeners are wrapped. */
import { EventEmitter } from "node:events";
import type { TaskEvent } from "@workbook/task-board";

export type Subscriber = (event: TaskEvent) => unknown;

const emitter = new EventEmitter();

export function subscribe(subscriber: Subscriber): () => void {
  const listener = (event: TaskEvent) => {
    try {
      Promise.resolve(subscriber(event)).catch((error) => console.error(error));
    } catch (error) {
      console.error(error);
    }
  };
  emitter.on("event", listener);
  return () => emitter.off("event", listener);
}

export const publish = (event: TaskEvent) => void emitter.emit("event", event);
export const subscriberCount = () => emitter.listenerCount("event");
