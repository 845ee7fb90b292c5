/** What a busy machine does to processes: the time they had a processor, and the time they waited for one. */
import { performance } from "node:perf_hooks";
import { timeLimit } from "../kit/time-limit.ts";
import { BOOT_PROCESSOR_MS, MAX_STARVED_MS } from "./limits.ts";
import { listProcFolder, readProcFile } from "../proc-files.ts";
import { treeOf, type ProcessId } from "./process-tree.ts";

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
    for (const thread of listProcFolder(`/proc/${pid}/task`)) {
      const [ran = 0, queued = 0] = schedule(pid, thread);
      used += ran;
      waited += queued;
    }
  }
  return { usedMs: used / NS_PER_MS, waitedMs: waited / NS_PER_MS };
}

/** How much of the time that a process waited for a processor is added to its limit. */
export interface StarvationLimits {
  /** Once it has used this much of a processor, none of it: it has had what its work needs, many times over. */
  readonly enoughMs: number;
  /** In any case not more than this. */
  readonly mostMs: number;
}

const BOOT: StarvationLimits = { enoughMs: BOOT_PROCESSOR_MS, mostMs: MAX_STARVED_MS };

/**
 * Milliseconds that work may take longer than it would have to on a machine that has time for it.
 * @param limits @default those of a server that starts
 */
export function starvedMs({ usedMs, waitedMs }: ProcessorTime, { enoughMs, mostMs }: StarvationLimits = BOOT): number {
  return usedMs >= enoughMs ? 0 : Math.min(waitedMs, mostMs);
}

/** The same as `timeLimit` for work of a process and its children: the time in which they were starved does not count. */
export function unstarvedTimeLimit(
  limitMs: number,
  pid: number,
  limits: StarvationLimits,
  over: () => void,
): () => void {
  const begunAt = performance.now();
  const before = processorTime(treeOf(pid));
  const look = () => {
    const now = processorTime(treeOf(pid));
    const starved = starvedMs({ usedMs: now.usedMs - before.usedMs, waitedMs: now.waitedMs - before.waitedMs }, limits);
    const leftMs = limitMs + starved - (performance.now() - begunAt);
    if (leftMs <= 0) over();
    else cancel = timeLimit(leftMs, look);
  };
  let cancel = timeLimit(limitMs, look);
  return () => cancel();
}

/** Two numbers in nanoseconds, and a third one: proc(5), the kernel's sched-stats.rst. */
function schedule(pid: number, thread: string): number[] {
  return (readProcFile(`/proc/${pid}/task/${thread}/schedstat`) ?? "").split(" ").map(Number);
}
