/** What processes hold, as far as the kernel says it of each of them: proc(5). Linux only; elsewhere nothing is counted. */
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import type { ProcessId } from "./process-tree.ts";

const LINUX = process.platform === "linux";

/** Of /proc/<pid>/status: resident, swapped out, and the page tables, which a process can make large without touching much. */
const COUNTED = /^Vm(?:RSS|Swap|PTE):\s*(\d+) kB$/gm;

/** Memory of these processes together, in bytes. Pages that several of them share count for each. */
export function memoryBytes(processes: readonly ProcessId[]): number {
  if (!LINUX) return 0;
  let kilobytes = 0;
  for (const { pid } of processes)
    for (const [, number] of statusOf(pid).matchAll(COUNTED)) kilobytes += Number(number);
  return kilobytes * 1024;
}

/** Open files of these processes together. A pipe or a socket may hold memory that belongs to no process. */
export function openFiles(processes: readonly ProcessId[]): number {
  if (!LINUX) return 0;
  let count = 0;
  for (const { pid } of processes) count += descriptorsOf(pid);
  return count;
}

/** Since Linux 6.2 the folder's size is their number. */
function descriptorsOf(pid: number): number {
  try {
    const folder = `/proc/${pid}/fd`;
    return statSync(folder).size || readdirSync(folder).length;
  } catch {
    return 0;
  }
}

/** Ten times a second for every process of every server: one read without a look at the file's size, which is 0, is cheaper. */
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

/** The lines that count come after the list of groups, and before that of processors; a sandbox has no groups of its own. */
const status = Buffer.alloc(16 * 1024);
