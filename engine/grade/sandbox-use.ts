/** What the servers in a sandbox of namespaces hold outside of their processes: files in memory, and what waits in sockets. */
import { readFileSync, statfsSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { SUSPICIOUS_TCP_BYTES, SUSPICIOUS_TCP_SOCKETS, USE_POLL_MS } from "./limits.ts";
import type { ProcessId } from "./process-tree.ts";

/** statfs(2). */
const TMPFS_MAGIC = 0x01021994;
const PAGE_BYTES = 4096;

/**
 * Files, folders and kilobytes of extended attributes in the two folders that a server may write to: each takes about a
 * kilobyte of the kernel's own memory, whatever it holds.
 * @param folders absolute paths inside the sandbox
 */
export function filesIn(processes: readonly ProcessId[], folders: readonly string[]): number {
  // The first one makes the sandbox.
  for (const { pid } of processes.slice(1)) {
    const counts = folders.map((folder) => filesBelow(`/proc/${pid}/root${folder}`));
    // One that is not inside yet has not all of them. Those inside see the same.
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
  /** Unix sockets, accepted or not. Each may hold as much as net.core.wmem_default says. */
  readonly unixSockets: number;
  /** Bytes that were sent and not yet read, over TCP. 0 where few connections or little memory make them harmless. */
  readonly tcpBytes: number;
}

/** Of the network that this process is in, which belongs to one grading: its servers share what is found at one look. */
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
  // Columns: name, size of one, number in this network, pages on the whole machine.
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
    // The tables take the kernel long, whatever is in them.
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
