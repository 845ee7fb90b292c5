/** The messages of the board's events. */
import type { JsonObject } from "#kit";

/** A server has this long to deliver an event, in milliseconds. */
export const LIMIT_MS = 2_000;

/** Whether a message is an event of a task. */
export function isOfTask(message: unknown): message is JsonObject {
  return String((message as JsonObject | undefined)?.["type"]).startsWith("task_");
}
