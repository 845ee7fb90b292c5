import { openQueue, type OpenQueue, type OpenQueueOptions } from "../queue/open-queue.ts";
import { QueueError } from "../queue/queue-error.ts";
import { UsageError } from "./usage-error.ts";

export const QUEUE_FLAG = {
  type: "string",
  value: "URL",
  about: "redis://host:port of a Redis or Valkey that npm run worker listens to",
} as const;

/** @throws UsageError saying why there is no queue at the address */
export async function queueAt(options: OpenQueueOptions): Promise<OpenQueue> {
  try {
    return await openQueue(options);
  } catch (error) {
    throw error instanceof QueueError ? new UsageError(error.message) : error;
  }
}
