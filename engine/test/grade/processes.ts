/** What the system says about processes. On systems without /proc these answer that there is nothing to see. */
import type { ChildProcess } from "node:child_process";
import { otherProcesses, readProcFile, readProcLink } from "../../proc-files.ts";

const SAMPLE_MS = 20;
const POLL_MS = 20;

export interface Found {
  readonly pid: number;
  readonly command: string;
}

/**
 * The processes that have to do with a folder: they run in it, or name it in their arguments or their environment.
 * A zombie has none of these.
 */
export function inFolder(folder: string): Found[] {
  return otherProcesses().filter(({ pid, command }) => {
    const traces = [command, readProcFile(`/proc/${pid}/environ`) ?? "", readProcLink(`/proc/${pid}/cwd`)];
    return traces.some((trace) => trace.includes(folder));
  });
}

/** Watches a process; the function returns the most memory it ever held, in bytes. */
export function peakBytesOf({ pid }: ChildProcess): () => number {
  let peak = 0;
  const look = () => {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(readProcFile(`/proc/${pid}/status`) ?? "")?.[1];
    peak = Math.max(peak, Number(kilobytes ?? 0) * 1024);
  };
  const timer = setInterval(look, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** Looks again and again until the condition holds or the limit is over; says whether it held. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
