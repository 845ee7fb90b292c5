import { readProcFile } from "../proc-files.ts";

/** The tables in which Linux lists TCP sockets; see proc_pid_net(5). */
const TABLES = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];

/** States of the column `st`, from include/net/tcp_states.h. */
const ESTABLISHED = "01";
const FIN_WAIT2 = "05";
const TIME_WAIT = "06";
const CLOSE_WAIT = "08";
const LISTEN = "0A";

/**
 * Whether nothing is in flight on any connection of the servers that listen on these ports of this machine: no byte that
 * either end has sent and the other has not read, no connection that was not accepted yet, and none that is being opened or
 * whose other end is gone. False where the kernel does not say so.
 */
export function areQuiet(ports: readonly number[]): boolean {
  const suffixes = ports.map((port) => `:${port.toString(16).toUpperCase().padStart(4, "0")}`);
  /** Established connections, with local and remote address; each end must have its counterpart. */
  const ends = new Set<string>();
  let listening = 0;
  for (const row of TABLES.flatMap((table) => readProcFile(table)?.split("\n").slice(1) ?? [])) {
    // There may be thousands of others.
    if (!suffixes.some((suffix) => row.includes(suffix))) continue;
    const [, local = "", remote = "", state = "", queues] = row.trim().split(/\s+/, 5);
    if (!suffixes.some((suffix) => local.endsWith(suffix) || remote.endsWith(suffix))) continue;
    // Both ends have closed it, and what is left is a note of the kernel's.
    if (state === TIME_WAIT) continue;
    // Bytes that the other end has not acknowledged, and bytes that the process has not read; for a listener, connections
    // that it has not accepted.
    if (queues !== "00000000:00000000") return false;
    if (state === LISTEN) listening++;
    else if (state === ESTABLISHED || state === FIN_WAIT2 || state === CLOSE_WAIT) ends.add(`${local} ${remote}`);
    else return false;
  }
  return listening > 0 && [...ends].every((end) => ends.has(end.split(" ").toReversed().join(" ")));
}
