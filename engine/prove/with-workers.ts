/** The workers and the temporary folder of a proof. */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { WorkerPool } from "../workers/pool.ts";

const MANY = 2 * availableParallelism() + 2;

/**
 * Runs `work` with a pool of workers and an empty folder. Both are gone when it ends, however it ends; an aborted signal
 * rejects every grading that is under way.
 * @param options.workerCount how many gradings run at once. @default as many as keep the processors busy: gradings often wait
 * @returns its result, and the processes and folders that gradings left over, a sentence each
 */
export async function withWorkers<T>(
  { signal, workerCount = MANY }: { readonly signal: AbortSignal | undefined; readonly workerCount?: number },
  work: (workers: WorkerPool, folder: string) => Promise<T>,
): Promise<{ readonly result: T; readonly leftOver: readonly string[] }> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "workbook-prove-")));
  const workers = new WorkerPool(workerCount);
  // One listener, because there are hundreds of gradings: a stopped pool rejects them all.
  const stop = () => void workers.stop();
  signal?.addEventListener("abort", stop);
  try {
    signal?.throwIfAborted();
    const result = await work(workers, folder);
    const { processes, files } = await workers.close();
    const leftOver = [
      ...(processes > 0 ? [`${processes} processes were left over`] : []),
      ...(files.length > 0 ? [`temporary folders were left over: ${files.join(", ")}`] : []),
    ];
    return { result, leftOver };
  } finally {
    signal?.removeEventListener("abort", stop);
    await workers.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
