/**
 * Which processes listen on a port. A submission may report any port as its own, even that of another server; on Linux the
 * kernel knows who listens.
 */
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from "node:fs";
import type { ProcessId } from "./process-tree.ts";

/**
 * Addresses that accept a connection to 127.0.0.1, the most specific first, as /proc/net writes them: in the machine's byte
 * order.
 */
const ADDRESSES = {
  tcp: ["0100007F", "7F000001", "00000000"],
  tcp6: ["0000000000000000FFFF00000100007F", "00000000000000000000FFFF7F000001", "00000000000000000000000000000000"],
} as const;
const STATE_LISTEN = "0A";

/**
 * True when a connection to this port of 127.0.0.1 reaches one of these processes. Also true where the system does not
 * provide the information. Takes a few milliseconds, most of them in the kernel.
 * @param processes called only when something listens there
 */
export function listensOn(port: number, processes: () => readonly ProcessId[]): boolean {
  const sockets = listeningSockets("tcp", port);
  if (sockets === undefined) return true;
  if (sockets.length === 0) sockets.push(...(listeningSockets("tcp6", port) ?? []));
  if (sockets.length === 0) return false;
  const own = new Set(processes().flatMap(({ pid }) => socketsOf(pid)));
  return sockets.every((inode) => own.has(inode));
}

/** The inodes of the sockets that listen on the port, at the most specific address with a listener. */
function listeningSockets(family: "tcp" | "tcp6", port: number): string[] | undefined {
  const table = readListening(`/proc/net/${family}`);
  if (table === undefined) return undefined;
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")} `;
  const lines = table.filter((line) => line.includes(local));
  for (const address of ADDRESSES[family]) {
    const rows = lines
      .map((line) => line.trim().split(/\s+/))
      .filter((row) => `${row[1]} ` === address + local && row[3] === STATE_LISTEN);
    if (rows.length > 0) return rows.map((row) => row[9] ?? "");
  }
  return [];
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return listed(folder).flatMap((descriptor) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${descriptor}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

/**
 * The part of the table with listening sockets. The kernel writes those first, so reading stops at the first other one: a
 * busy machine has thousands of those.
 */
function readListening(file: string): string[] | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return undefined;
  }
  try {
    const chunk = Buffer.alloc(8 * 1024);
    let text = "";
    for (let bytes = readSync(descriptor, chunk); bytes > 0; bytes = readSync(descriptor, chunk)) {
      text += chunk.toString("latin1", 0, bytes);
      const lines = text.split("\n").slice(1, -1);
      if (lines.some((line) => line.trim().split(/\s+/)[3] !== STATE_LISTEN)) return lines;
    }
    return text.split("\n").slice(1);
  } finally {
    closeSync(descriptor);
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
