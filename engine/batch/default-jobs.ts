import { availableParallelism } from "node:os";

/**
 * The memory of one ordinary grading: a server, a compiler, and a worker with the engine loaded. Servers that use too
 * much have a limit of their own.
 */
const JOB_BYTES = 250 * 1024 * 1024;

/**
 * How many gradings this machine can run at a time: more than processors, because a grading mostly waits for its
 * server, but no more than fit the available memory, which respects the limits of a container.
 */
export function defaultJobs(): number {
  const byMemory = Math.floor(process.availableMemory() / JOB_BYTES);
  return Math.max(1, Math.min(3 * availableParallelism(), byMemory));
}
