/** What a busy machine does to processes: the time they had a processor, and the time they waited for one. */
import { readdirSync, readFileSync } from "node:fs";
import { BOOT_PROCESSOR_MS, MAX_STARVED_MS } from "./limits.ts";
import type { ProcessId } from "./process-tree.ts";

const NS_PER_MS = 1e6;

export interface ProcessorTime {
  readonly usedMs: number;
  /** Ready to run, while others ran. */
  readonly waitedMs: number;
}

/** Of all threads of these processes together, since each began. Zero where the system does not say: it is Linux that does. */
export function processorTime(processes: readonly ProcessId[]): ProcessorTime {
  let [used, waited] = [0, 0];
  for (const { pid } of processes) {
    for (const thread of threadsOf(pid)) {
      const [ran = 0, queued = 0] = schedule(pid, thread);
      used += ran;
      waited += queued;
    }
  }
  return { usedMs: used / NS_PER_MS, waitedMs: waited / NS_PER_MS };
}

/** Milliseconds that a server may start later than it would have to on a machine that has time for it. */
export function starvedMs({ usedMs, waitedMs }: ProcessorTime): number {
  return usedMs >= BOOT_PROCESSOR_MS ? 0 : Math.min(waitedMs, MAX_STARVED_MS);
}

/** Two numbers in nanoseconds, and a third one: proc(5), the kernel's sched-stats.rst. */
function schedule(pid: number, thread: string): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ").map(Number);
  } catch {
    return [];
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}
