/** An EventTarget whose listeners are wrapped and are removed by a signal. */
import type { TaskEvent } from "@workbook/task-board";

export type Subscriber = (event: TaskEvent) => unknown;

class Published extends Event {
  constructor(readonly what: TaskEvent) {
    super("published");
  }
}

const target = new EventTarget();
let count = 0;

export function subscribe(subscriber: Subscriber): () => void {
  const controller = new AbortController();
  const listener = async (event: Event) => {
    try {
      await subscriber((event as Published).what);
    } catch (error) {
      console.error(error);
    }
  };
  target.addEventListener("published", (event) => void listener(event), { signal: controller.signal });
  count++;
  return () => {
    controller.abort();
    count--;
  };
}

export function publish(event: TaskEvent): void {
  target.dispatchEvent(new Published(event));
}

export function subscriberCount(): number {
  return count;
}
