/** How long processes ran on a processor and how long they waited for one, to allow for a busy machine. */
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
  let [usedMs, waitedMs] = [0, 0];
  for (const thread of timesOfThreads(processes).values()) {
    usedMs += thread.usedMs;
    waitedMs += thread.waitedMs;
  }
  return { usedMs, waitedMs };
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

const BOOT: StarvationLimits = { enoughMs: BOOT_PROCESSOR_MS, mostMs: MAX_STARVED_MS };

/**
 * Milliseconds to add to the time limit of work that waited for a processor.
 * @param limits @default those for the start of a server
 */
export function starvedMs({ usedMs, waitedMs }: ProcessorTime, { enoughMs, mostMs }: StarvationLimits = BOOT): number {
  return usedMs >= enoughMs ? 0 : Math.min(waitedMs, mostMs);
}

/**
 * Begins to measure how long a process and its children wait for a processor: the thread of theirs that waits longest, as the
 * others may have nothing to do with what is waited for. The result returns the milliseconds to add to a time limit by now.
 */
export function starvationOf(pid: number, limits: StarvationLimits): () => number {
  const before = timesOfThreads(treeOf(pid));
  return () => {
    let [usedMs, waitedMs] = [0, 0];
    // A thread that has ended takes its times with it.
    for (const [thread, now] of timesOfThreads(treeOf(pid))) {
      const then = before.get(thread);
      usedMs += now.usedMs - (then?.usedMs ?? 0);
      waitedMs = Math.max(waitedMs, now.waitedMs - (then?.waitedMs ?? 0));
    }
    return starvedMs({ usedMs, waitedMs }, limits);
  };
}

/** The numbers in a thread's schedstat, the first two in nanoseconds: proc(5), the kernel's sched-stats.rst. */
function schedule(pid: number, thread: string): number[] {
  return (readProcFile(`/proc/${pid}/task/${thread}/schedstat`) ?? "").split(" ").map(Number);
}
