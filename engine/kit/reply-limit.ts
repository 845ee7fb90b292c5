import type { RunningServer } from "./run.ts";
import { growingTimeLimit } from "./time-limit.ts";

/**
 * Like `timeLimit`, for what a server is waited for: a busy machine is not the submission's fault, so the time in which its
 * processes waited for a processor does not count, nor the time in which this process could not run.
 */
export function replyLimit(server: RunningServer, limitMs: number, over: () => void): () => void {
  // Nothing is measured at first, and nearly every wait is over before.
  let starvedMs: (() => number) | undefined;
  const extraMs = () => (starvedMs ??= server.measureStarvation?.() ?? (() => 0))();
  return growingTimeLimit(limitMs, extraMs, over);
}
