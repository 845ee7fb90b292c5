/** What the system says about processes. On systems without /proc these answer that there is nothing to see. */
import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const SAMPLE_MS = 20;
const POLL_MS = 20;

export interface Found {
  readonly pid: number;
  readonly command: string;
}

/**
 * The processes that have to do with a folder: they run in it, or name it in their arguments or their environment.
 * A dead process that nobody has waited for has none of these any more.
 */
export function inFolder(folder: string): Found[] {
  return listed("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    const command = read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim();
    const traces = [command, read(`/proc/${name}/environ`), workingFolder(name)];
    return traces.some((trace) => trace.includes(folder)) ? [{ pid, command }] : [];
  });
}

/** Watches a process; the function returns the most memory it ever held, in bytes. */
export function peakBytesOf({ pid }: ChildProcess): () => number {
  let peak = 0;
  const look = () => {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
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

function workingFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
