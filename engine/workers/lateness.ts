/** How late this process is at what it has to do: for a client that answers late, a server may have closed the connection. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** How often the event loop is looked at, in milliseconds. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

export interface Lateness {
  /** @returns the longest that the event loop came late since the watch began, in whole milliseconds */
  stop(): number;
}

/**
 * Watches the event loop, whatever makes it late: work of its own, or other processes that had the processor. The watch
 * keeps no process alive.
 */
export function watchLateness(): Lateness {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    stop: () => {
      delays.disable();
      // What is recorded is the time between two looks; with none there is nothing.
      return Math.max(0, Math.round(delays.max / NS_PER_MS) - RESOLUTION_MS);
    },
  };
}
