import type { RunningServer } from "./run.ts";
import { timeLimit } from "./time-limit.ts";

/** The part of the limit after which starvation is measured: to look at all processes takes milliseconds. */
const UNMEASURED = 1 / 4;

/**
 * Like `timeLimit`, for what a server is waited for: the time in which its processes waited for a processor does not count, as
 * a busy machine is not the submission's fault. Nothing is measured at first, and nearly every wait is over then.
 */
export function replyLimit(server: RunningServer, limitMs: number, over: () => void): () => void {
  const begunAt = performance.now();
  if (server.measureStarvation === undefined) return timeLimit(limitMs, over);
  let starvedMs = () => 0;
  const look = () => {
    const leftMs = limitMs + starvedMs() - (performance.now() - begunAt);
    if (leftMs <= 0) over();
    else cancel = timeLimit(leftMs, look);
  };
  let cancel = timeLimit(limitMs * UNMEASURED, () => {
    starvedMs = server.measureStarvation?.() ?? starvedMs;
    look();
  });
  return () => cancel();
}
