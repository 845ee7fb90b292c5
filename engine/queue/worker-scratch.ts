import { readdir, realpath } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { clearScratch, ScratchDir } from "../grade/scratch-dir.ts";

/** Contains the host name, because containers may share the folder but not their process ids. */
const PREFIX = `workbook-worker-${hostname()}-`;

/** Creates a worker's temporary folder, after removing those of killed workers of this machine. */
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
