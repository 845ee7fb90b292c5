import { createRequire } from "node:module";
import path from "node:path";
import type * as BullMQ from "bullmq";
import type { Redis } from "ioredis";
import { QueueError } from "./queue-error.ts";

/**
 * Loads the queue's packages, which are installed separately because only graders of many machines need them.
 * @param folder absolute path of the folder whose package.json names the packages
 * @throws QueueError that says how to install them
 */
export function queuePackages(folder: string): { readonly bullmq: typeof BullMQ; readonly RedisClient: typeof Redis } {
  const load = createRequire(path.join(folder, "package.json"));
  try {
    const bullmq = load("bullmq") as typeof BullMQ;
    const { Redis: RedisClient } = load("ioredis") as { Redis: typeof Redis };
    return { bullmq, RedisClient };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new QueueError(
      "A queue needs bullmq and ioredis: run npm ci --prefix engine/queue, then this command again.",
    );
  }
}
