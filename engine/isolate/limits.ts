/** The limits of a sandboxed server, in addition to those in engine/grade/limits.ts. */

/** The limit for probing a sandbox. */
export const PROBE_LIMIT_MS = 10_000;

/** The limit for probing a container, whose image may have to be pulled first. */
export const CONTAINER_PROBE_LIMIT_MS = 5 * 60_000;

/** The size of each of the two writable folders (the submission's and /tmp), which are in memory. */
export const DISK_LIMIT_BYTES = 64 * 1024 * 1024;

/** The databases of all servers of one worker together, in memory. */
export const DATA_LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * The number of processes and threads of a sandbox, enforced by the kernel. Node alone has a dozen threads, so this is
 * enough for about twenty Node processes.
 */
export const TASK_LIMIT = 256;

/** The memory of a server and its children together. A container enforces it; elsewhere the grader measures. */
export const MEMORY_LIMIT_BYTES = 512 * 1024 * 1024;
