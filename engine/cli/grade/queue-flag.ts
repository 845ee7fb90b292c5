import { openQueue, type OpenQueue } from "../../queue/open-queue.ts";
import { QueueError } from "../../queue/queue-error.ts";
import type { Context } from "../command.ts";
import { UsageError } from "../usage-error.ts";

export const QUEUE_FLAG = {
  type: "string",
  value: "URL",
  about: "redis://host:port of a Redis or Valkey; grade and workers need the same WORKBOOK_GRADING_SECRET",
} as const;

/** A variable, because every user can read the arguments of a process. Submissions never see it. */
export const QUEUE_PASSWORD_VARIABLE = "WORKBOOK_QUEUE_PASSWORD";

/**
 * @param onNotice called with a sentence when the connection to the server is lost and when it is restored
 * @throws UsageError saying why there is no queue at the address
 */
export async function queueAt(
  url: string,
  { env, workbook }: Pick<Context, "env" | "workbook">,
  onNotice: (sentence: string) => void,
): Promise<OpenQueue> {
  try {
    return await openQueue({
      url,
      password: env[QUEUE_PASSWORD_VARIABLE],
      packages: workbook.queuePackages,
      onNotice,
    });
  } catch (error) {
    throw error instanceof QueueError ? new UsageError(error.message) : error;
  }
}
