/**
 * Whose listening socket a port is. A submission may name any port as its own, another person's server included; on
 * Linux the kernel says who listens.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { ProcessId } from "./process-tree.ts";

/** What takes a connection to 127.0.0.1, the closest address first, as /proc/net writes addresses: in the machine's byte order. */
const ADDRESSES = ["0100007F", "7F000001", "00000000", "0000000000000000FFFF00000100007F", "00000000000000000000FFFF7F000001", "00000000000000000000000000000000"];
const STATE_LISTEN = "0A";

/**
 * True when a connection to this port of 127.0.0.1 reaches one of these processes. Also true where the system does not
 * say. Takes a few milliseconds.
 */
export function listensOn(port: number, processes: readonly ProcessId[]): boolean {
  const table = read("/proc/net/tcp");
  if (table === undefined) return true;
  const sockets = listeningSockets(`${table}\n${read("/proc/net/tcp6") ?? ""}`, port);
  const own = new Set(processes.flatMap(({ pid }) => socketsOf(pid)));
  return sockets.length > 0 && sockets.every((inode) => own.has(inode));
}

/** The inodes of the sockets that listen on the port, at the closest address anybody listens at. */
function listeningSockets(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const listening = table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === STATE_LISTEN && local?.endsWith(`:${wanted}`));
  const closest = ADDRESSES.find((address) => listening.some(([, local]) => local === `${address}:${wanted}`));
  return listening.filter(([, local]) => local === `${closest}:${wanted}`).map((fields) => fields[9] ?? "");
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

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
