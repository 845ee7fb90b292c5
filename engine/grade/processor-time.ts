/** How long processes ran on a processor and how long they waited for one, to allow for a busy machine. */
import { listProcFolder, readProcFile } from "../proc-files.ts";
import { treeOf, type ProcessId } from "./process-tree.ts";

const NS_PER_MS = 1e6;

interface ProcessorTime {
  readonly usedMs: number;
  /** Time in which they were ready to run and other processes ran. */
  readonly waitedMs: number;
}

/** By process and thread, since each began. */
function timesOfThreads(processes: readonly ProcessId[]): Map<string, ProcessorTime> {
  const times = new Map<string, ProcessorTime>();
  for (const { pid } of processes) {
    for (const thread of listProcFolder(`/proc/${pid}/task`)) {
      const [ran = 0, queued = 0] = schedule(pid, thread);
      times.set(`${pid}/${thread}`, { usedMs: ran / NS_PER_MS, waitedMs: queued / NS_PER_MS });
    }
  }
  return times;
}

/** How much of the time that a process waited for a processor is added to its time limit. */
export interface StarvationLimits {
  /** Nothing is added once it has used this much processor time, which is many times what its work needs. */
  readonly enoughMs: number;
  /** The most that is added. */
  readonly mostMs: number;
}

/** Milliseconds to add to the time limit of work that waited for a processor. */
export function starvedMs({ usedMs, waitedMs }: ProcessorTime, { enoughMs, mostMs }: StarvationLimits): number {
  return usedMs >= enoughMs ? 0 : Math.min(waitedMs, mostMs);
}

/** The end of a process is reported a moment later than its threads are gone. */
const END_REPORTED_MS = 200;

/**
 * Begins to measure how long a process and its children wait for a processor: the thread of theirs that waits longest, as the
 * others may have nothing to do with what is waited for. The result returns the milliseconds to add to a time limit by now.
 * A process that has just ended is not late: time is left for its end to be reported.
 */
export function starvationOf(pid: number, limits: StarvationLimits): () => number {
  const before = timesOfThreads(treeOf(pid));
  let last = 0;
  return () => {
    const times = timesOfThreads(treeOf(pid));
    if (before.size > 0 && times.size === 0) return last + END_REPORTED_MS;
    let [usedMs, waitedMs] = [0, 0];
    // A thread that has ended takes its times with it.
    for (const [thread, now] of times) {
      const then = before.get(thread);
      usedMs += now.usedMs - (then?.usedMs ?? 0);
      waitedMs = Math.max(waitedMs, now.waitedMs - (then?.waitedMs ?? 0));
    }
    return (last = starvedMs({ usedMs, waitedMs }, limits));
  };
}

/** The numbers in a thread's schedstat, the first two in nanoseconds: proc(5), the kernel's sched-stats.rst. */
function schedule(pid: number, thread: string): number[] {
  return (readProcFile(`/proc/${pid}/task/${thread}/schedstat`) ?? "").split(" ").map(Number);
}
