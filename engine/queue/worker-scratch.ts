import { readdir, realpath } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { clearScratch, ScratchDir } from "../grade/scratch-dir.ts";

/** Names the machine, because containers may share the folder and not the numbers of processes. */
const PREFIX = `workbook-worker-${hostname()}-`;

/** A worker's temporary folder. Clears up first behind workers of this machine that were killed. */
export async function workerScratch(): Promise<ScratchDir> {
  const parent = await realpath(tmpdir());
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (pid > 0 && !isAlive(pid)) await clearScratch(path.join(parent, name));
  }
  return new ScratchDir(`${PREFIX}${process.pid}-`, parent);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
