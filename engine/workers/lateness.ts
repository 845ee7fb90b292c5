/** Measures how late the event loop runs: a server may close the connection of a client that answers late. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** The sampling interval, in milliseconds. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

export interface Lateness {
  /** @returns the longest delay of the event loop since `watchLateness` was called, in whole milliseconds */
  stop(): number;
}

/**
 * Starts measuring delays of the event loop, from work of this process or from other processes that took the processor.
 * Does not keep the process alive.
 */
export function watchLateness(): Lateness {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    stop: () => {
      delays.disable();
      // The histogram holds intervals, not delays, and its maximum is 0 without a sample.
      return Math.max(0, Math.round(delays.max / NS_PER_MS) - RESOLUTION_MS);
    },
  };
}
