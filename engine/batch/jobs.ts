import { availableParallelism } from "node:os";

/**
 * What one grading may take while it goes well: a server, a compiler, and a worker with the engine loaded. A server that runs
 * wild has a limit of its own.
 */
const JOB_BYTES = 250 * 1024 * 1024;

/**
 * How many gradings this machine bears at a time. Servers that stay silent are waited for most of the time, so there
 * are more of them than processors; memory that containers are not given counts as absent.
 */
export function defaultJobs(): number {
  const byMemory = Math.floor(process.availableMemory() / JOB_BYTES);
  return Math.max(1, Math.min(3 * availableParallelism(), byMemory));
}
