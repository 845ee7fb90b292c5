import { MEMORY_LIMIT_BYTES } from "../isolate/limits.ts";
import { memoryBytes, openFiles } from "./held-memory.ts";
import {
  DATABASE_LIMIT_BYTES,
  FILES_IN_SANDBOX_LIMIT,
  OPEN_FILES_TOGETHER_LIMIT,
  OUTPUT_LIMIT_BYTES,
  PROCESS_LIMIT,
  UNIX_SOCKETS_LIMIT,
} from "./limits.ts";
import type { ProcessId } from "./process-tree.ts";
import { filesIn, socketUse } from "./sandbox-use.ts";

export interface Use {
  readonly tree: readonly ProcessId[];
  readonly printedBytes: number;
  /** The folders it may write to, in a sandbox of namespaces; elsewhere the kernel does not show their use. */
  readonly folders?: readonly string[] | undefined;
  /** The folder of its database. */
  readonly data?: { bytes(): number } | undefined;
}

/** The limit that a server exceeds, as the end of "it was stopped: "; undefined while it stays within all of them. */
export function exceededLimit({ tree, printedBytes, folders, data }: Use): string | undefined {
  const { unixSockets, tcpBytes } = folders === undefined ? { unixSockets: 0, tcpBytes: 0 } : socketUse();
  if (memoryBytes(tree) + tcpBytes > MEMORY_LIMIT_BYTES)
    return `it used more than ${megabytes(MEMORY_LIMIT_BYTES)} of memory`;
  if (tree.length > PROCESS_LIMIT) return `it had more than ${PROCESS_LIMIT} processes`;
  if (printedBytes > OUTPUT_LIMIT_BYTES) return `it printed more than ${megabytes(OUTPUT_LIMIT_BYTES)}`;
  if (openFiles(tree) > OPEN_FILES_TOGETHER_LIMIT) return `it had more than ${OPEN_FILES_TOGETHER_LIMIT} open files`;
  if (unixSockets > UNIX_SOCKETS_LIMIT) return `it had more than ${UNIX_SOCKETS_LIMIT} Unix sockets`;
  if (folders !== undefined && filesIn(tree, folders) > FILES_IN_SANDBOX_LIMIT)
    return `it made more than ${FILES_IN_SANDBOX_LIMIT} files`;
  if (data !== undefined && data.bytes() > DATABASE_LIMIT_BYTES)
    return `its database took more than ${megabytes(DATABASE_LIMIT_BYTES)}`;
  return undefined;
}

function megabytes(bytes: number): string {
  return `${bytes / 1024 / 1024} MB`;
}
