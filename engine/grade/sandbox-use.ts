/** Measures what the servers in a sandbox of namespaces hold outside their processes: files in memory, data in sockets. */
import { readFileSync, statfsSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { SUSPICIOUS_TCP_BYTES, SUSPICIOUS_TCP_SOCKETS, USE_POLL_MS } from "./limits.ts";
import type { ProcessId } from "./process-tree.ts";

/** statfs(2). */
const TMPFS_MAGIC = 0x01021994;
const PAGE_BYTES = 4096;

/**
 * The number of files, folders and kilobytes of extended attributes in the two folders that a server may write to. Each
 * takes about a kilobyte of kernel memory, whatever it contains.
 * @param folders absolute paths inside the sandbox
 */
export function filesIn(processes: readonly ProcessId[], folders: readonly string[]): number {
  // The first process is the one that creates the sandbox.
  for (const { pid } of processes.slice(1)) {
    const counts = folders.map((folder) => filesBelow(`/proc/${pid}/root${folder}`));
    // A process that is not inside yet does not see all of them; all those inside see the same.
    if (counts.every((count) => count !== undefined)) return sum(counts);
  }
  return 0;
}

function filesBelow(folder: string): number | undefined {
  try {
    const { type, files, ffree } = statfsSync(folder);
    return type === TMPFS_MAGIC ? files - ffree : undefined;
  } catch {
    return undefined;
  }
}

export interface SocketUse {
  /** Unix sockets, accepted or not. Each can hold net.core.wmem_default bytes. */
  readonly unixSockets: number;
  /** Bytes sent over TCP and not yet read. Given as 0 while there are few connections or little TCP memory. */
  readonly tcpBytes: number;
}

/** For the network namespace of this process, which belongs to one grading and is shared by its servers. */
export function socketUse(): SocketUse {
  const now = performance.now();
  if (now - looked.at > USE_POLL_MS / 2) looked = { at: now, use: look() };
  return looked.use;
}

let looked: { readonly at: number; readonly use: SocketUse } = {
  at: Number.NEGATIVE_INFINITY,
  use: { unixSockets: 0, tcpBytes: 0 },
};

function look(): SocketUse {
  // Columns: name, size of one socket, sockets in this network namespace, pages on the whole machine.
  const rows = read("/proc/net/protocols")
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const number = (name: RegExp, column: number) =>
    rows.filter(([row = ""]) => name.test(row)).map((row) => Number(row[column]) || 0);
  const suspicious =
    sum(number(/^TCP(v6)?$/, 2)) >= SUSPICIOUS_TCP_SOCKETS &&
    Math.max(0, ...number(/^TCP$/, 3)) * PAGE_BYTES >= SUSPICIOUS_TCP_BYTES;
  return {
    unixSockets: sum(number(/^UNIX/, 2)),
    // Reading the tables takes the kernel long, whatever they contain.
    tcpBytes: suspicious ? waiting("/proc/net/tcp") + waiting("/proc/net/tcp6") : 0,
  };
}

/** The fifth column: bytes not yet acknowledged and bytes not yet read, in hexadecimal. */
function waiting(table: string): number {
  return sum(
    read(table)
      .split("\n")
      .slice(1)
      .flatMap((line) =>
        (line.trim().split(/\s+/)[4] ?? "").split(":").map((queue) => Number.parseInt(queue, 16) || 0),
      ),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
