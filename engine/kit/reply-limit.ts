import { FIRST_DOUBT_AFTER_MS } from "./limits.ts";
import type { RunningServer } from "./run.ts";
import { timeLimit } from "./time-limit.ts";

/**
 * Like `timeLimit`, for what a server is waited for: the time in which its processes waited for a processor does not count, as
 * a busy machine is not the submission's fault. Nothing is measured before the first doubt, and nearly every wait is over then.
 */
export function replyLimit(server: RunningServer, limitMs: number, over: () => void): () => void {
  const begunAt = performance.now();
  if (server.measureStarvation === undefined || limitMs <= FIRST_DOUBT_AFTER_MS) return timeLimit(limitMs, over);
  let starvedMs = () => 0;
  const look = () => {
    const leftMs = limitMs + starvedMs() - (performance.now() - begunAt);
    if (leftMs <= 0) over();
    else cancel = timeLimit(leftMs, look);
  };
  let cancel = timeLimit(FIRST_DOUBT_AFTER_MS, () => {
    starvedMs = server.measureStarvation?.() ?? starvedMs;
    look();
  });
  return () => cancel();
}
