/** What one sandboxed server may use, beyond what engine/grade/limits.ts says. Every limit has its unit in its name. */

/** The longest that a try-out of a sandbox takes. */
export const PROBE_LIMIT_MS = 10_000;

/** The same where an image may have to be fetched first. */
export const CONTAINER_PROBE_LIMIT_MS = 5 * 60_000;

/** Each of the two folders a server may write to, the one it runs in and /tmp, holds this much, in memory. */
export const DISK_LIMIT_BYTES = 64 * 1024 * 1024;

/** The databases of all servers of one worker together, in memory. */
export const DATA_LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * Processes and threads together: Node alone has a dozen threads, so this is room for some twenty processes. Counted
 * by the kernel for each sandbox.
 */
export const TASK_LIMIT = 256;

/** How much memory a server and its children may have together. A container enforces it; elsewhere the grader looks. */
export const MEMORY_LIMIT_BYTES = 512 * 1024 * 1024;
