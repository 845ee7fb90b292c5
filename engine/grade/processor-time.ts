/** How long processes ran on a processor and how long they waited for one, to allow for a busy machine. */
import { performance } from "node:perf_hooks";
import { timeLimit } from "../kit/time-limit.ts";
import { BOOT_PROCESSOR_MS, MAX_STARVED_MS } from "./limits.ts";
import { listProcFolder, readProcFile } from "../proc-files.ts";
import { treeOf, type ProcessId } from "./process-tree.ts";

const NS_PER_MS = 1e6;

export interface ProcessorTime {
  readonly usedMs: number;
  /** Time in which they were ready to run and other processes ran. */
  readonly waitedMs: number;
}

/** The total of all threads of these processes, since each began. Zero except on Linux. */
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

/** How much of the time that a process waited for a processor is added to its time limit. */
export interface StarvationLimits {
  /** Nothing is added once it has used this much processor time, which is many times what its work needs. */
  readonly enoughMs: number;
  /** The most that is added. */
  readonly mostMs: number;
}

const BOOT: StarvationLimits = { enoughMs: BOOT_PROCESSOR_MS, mostMs: MAX_STARVED_MS };

/**
 * Milliseconds to add to the time limit of work that waited for a processor.
 * @param limits @default those for the start of a server
 */
export function starvedMs({ usedMs, waitedMs }: ProcessorTime, { enoughMs, mostMs }: StarvationLimits = BOOT): number {
  return usedMs >= enoughMs ? 0 : Math.min(waitedMs, mostMs);
}

/** Begins to measure a process and its children. The result returns the milliseconds to add to a time limit by now. */
export function starvationOf(pid: number, limits: StarvationLimits): () => number {
  const before = processorTime(treeOf(pid));
  return () => {
    const now = processorTime(treeOf(pid));
    // A child that has ended takes its times with it.
    const since = { usedMs: now.usedMs - before.usedMs, waitedMs: Math.max(0, now.waitedMs - before.waitedMs) };
    return starvedMs(since, limits);
  };
}

/** Like `timeLimit`, for work of a process and its children: time that they waited for a processor does not count. */
export function unstarvedTimeLimit(
  limitMs: number,
  pid: number,
  limits: StarvationLimits,
  over: () => void,
): () => void {
  const begunAt = performance.now();
  const starved = starvationOf(pid, limits);
  const look = () => {
    const leftMs = limitMs + starved() - (performance.now() - begunAt);
    if (leftMs <= 0) over();
    else cancel = timeLimit(leftMs, look);
  };
  let cancel = timeLimit(limitMs, look);
  return () => cancel();
}

/** The numbers in a thread's schedstat, the first two in nanoseconds: proc(5), the kernel's sched-stats.rst. */
function schedule(pid: number, thread: string): number[] {
  return (readProcFile(`/proc/${pid}/task/${thread}/schedstat`) ?? "").split(" ").map(Number);
}
