import { MEMORY_LIMIT_BYTES, OUTPUT_LIMIT_BYTES, PROCESS_LIMIT } from "./limits.ts";
import { residentBytes, type ProcessId } from "./process-tree.ts";

/** What a server uses too much of, as the end of "it was stopped: "; undefined while it keeps to the limits. */
export function excess(tree: readonly ProcessId[], printedBytes: number): string | undefined {
  if (residentBytes(tree) > MEMORY_LIMIT_BYTES) return `it used more than ${megabytes(MEMORY_LIMIT_BYTES)} of memory`;
  if (tree.length > PROCESS_LIMIT) return `it had more than ${PROCESS_LIMIT} processes`;
  if (printedBytes > OUTPUT_LIMIT_BYTES) return `it printed more than ${megabytes(OUTPUT_LIMIT_BYTES)}`;
  return undefined;
}

function megabytes(bytes: number): string {
  return `${bytes / 1024 / 1024} MB`;
}
