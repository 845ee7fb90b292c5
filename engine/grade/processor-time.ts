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

/**
 * Begins to measure how long a process and its children wait for a processor, and the machine for its disks. The result
 * returns the milliseconds to add to a time limit by now.
 */
export function starvationOf(pid: number, limits: StarvationLimits): () => number {
  const before = processorTime(treeOf(pid));
  const stalledBefore = stalledMs();
  return () => {
    const now = processorTime(treeOf(pid));
    // A child that has ended takes its times with it.
    const waitedMs = Math.max(0, now.waitedMs - before.waitedMs) + stalledMs() - stalledBefore;
    return starvedMs({ usedMs: now.usedMs - before.usedMs, waitedMs }, limits);
  };
}

/**
 * How long some process of this machine has waited for a disk: whose wait it was is not recorded by default. Zero without the
 * kernel's pressure stall information: https://docs.kernel.org/accounting/psi.html.
 */
function stalledMs(): number {
  const microseconds = /^some .*total=(\d+)/.exec(readProcFile("/proc/pressure/io") ?? "")?.[1];
  return Number(microseconds ?? 0) / 1000;
}

/** The numbers in a thread's schedstat, the first two in nanoseconds: proc(5), the kernel's sched-stats.rst. */
function schedule(pid: number, thread: string): number[] {
  return (readProcFile(`/proc/${pid}/task/${thread}/schedstat`) ?? "").split(" ").map(Number);
}
