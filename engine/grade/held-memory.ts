/** The memory and open files of processes, as proc(5) reports them. Linux only; elsewhere nothing is counted. */
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import type { ProcessId } from "./process-tree.ts";

const LINUX = process.platform === "linux";

/** In /proc/<pid>/status: resident, swapped out, and page tables, which can grow large without much memory being touched. */
const COUNTED = /^Vm(?:RSS|Swap|PTE):\s*(\d+) kB$/gm;

/** Total memory of these processes in bytes. Shared pages count once for each. */
export function memoryBytes(processes: readonly ProcessId[]): number {
  if (!LINUX) return 0;
  let kilobytes = 0;
  for (const { pid } of processes)
    for (const [, number] of statusOf(pid).matchAll(COUNTED)) kilobytes += Number(number);
  return kilobytes * 1024;
}

/** Total number of open files of these processes. Pipes and sockets can hold memory that belongs to no process. */
export function openFiles(processes: readonly ProcessId[]): number {
  if (!LINUX) return 0;
  let count = 0;
  for (const { pid } of processes) count += descriptorsOf(pid);
  return count;
}

/** Since Linux 6.2, the size of the folder is the number of descriptors. */
function descriptorsOf(pid: number): number {
  try {
    const folder = `/proc/${pid}/fd`;
    return statSync(folder).size || readdirSync(folder).length;
  } catch {
    return 0;
  }
}

/** Called ten times a second for each process, so it saves the stat of `readFileSync`: the size is always 0. */
function statusOf(pid: number): string {
  let file: number;
  try {
    file = openSync(`/proc/${pid}/status`, "r");
  } catch {
    return "";
  }
  try {
    return status.toString("latin1", 0, readSync(file, status));
  } catch {
    return "";
  } finally {
    closeSync(file);
  }
}

/** The counted lines come after the list of groups and before that of processors; a sandbox adds no groups. */
const status = Buffer.alloc(16 * 1024);
