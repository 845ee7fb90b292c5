import { mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { killMarked } from "../grade/process-tree.ts";

/** Names the machine, because containers may share the folder and not the numbers of processes. */
const PREFIX = `workbook-worker-${hostname()}-`;

export interface WorkerScratch {
  /** Absolute path. */
  readonly folder: string;
  /** Ends whatever still runs in it, and removes it. */
  remove(): Promise<void>;
}

/** A worker's temporary folder. Clears up first behind workers of this machine that were killed. */
export async function workerScratch(): Promise<WorkerScratch> {
  const parent = await realpath(tmpdir());
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (pid > 0 && !isAlive(pid)) await clear(path.join(parent, name));
  }
  const folder = await mkdtemp(path.join(parent, `${PREFIX}${process.pid}-`));
  return { folder, remove: () => clear(folder) };
}

async function clear(folder: string): Promise<void> {
  await killMarked([{ mark: `TMPDIR=${folder}` }]);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
