import { growingTimeLimit } from "./time-limit.ts";

/** A process that a check waits for, or what stands for it. */
export interface Awaited {
  /** See `RunningServer.measureStarvation`. */
  readonly measureStarvation?: (() => () => number) | undefined;
}

/**
 * Like `timeLimit`, for what a server or a program is waited for: a busy machine is not the submission's fault, so the time in which its
 * processes waited for a processor does not count, nor the time in which this process could not run.
 */
export function replyLimit(awaited: Awaited, limitMs: number, over: () => void): () => void {
  // Nothing is measured at first, and nearly every wait is over before.
  let starvedMs: (() => number) | undefined;
  const extraMs = () => (starvedMs ??= awaited.measureStarvation?.() ?? (() => 0))();
  return growingTimeLimit(limitMs, extraMs, over);
}
