/** An array that is replaced and never changed. */
import type { TaskEvent } from "@workbook/task-board";

export type Subscriber = (event: TaskEvent) => unknown;

class Bus {
  #entries: { call: Subscriber }[] = [];

  subscribe(call: Subscriber) {
    const entry = { call };
    this.#entries = this.#entries.concat(entry);
    return () => {
      this.#entries = this.#entries.filter((one) => one !== entry);
    };
  }

  publish(event: TaskEvent) {
    this.#entries.forEach(({ call }) => {
      let result: unknown;
      try {
        result = call(event);
      } catch (error) {
        result = Promise.reject(error);
      }
      if (result instanceof Promise) result.catch((error) => console.error("failed:", error));
    });
  }

  get size() {
    return this.#entries.length;
  }
}

const bus = new Bus();
export const subscribe = (subscriber: Subscriber) => bus.subscribe(subscriber);
export const publish = (event: TaskEvent) => bus.publish(event);
export const subscriberCount = () => bus.size;
