import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { killMarked, killMarkedNow, type Trace } from "./process-tree.ts";

/**
 * A temporary folder for processes that start others. Processes whose TMPDIR is this folder, or a folder in it, are ended
 * before it is removed. That also happens when this process exits without calling `remove`: after a second Ctrl-C, or when
 * an orderly stop took too long.
 */
export class ScratchDir {
  /** Absolute path without symbolic links. */
  readonly folder: string;

  /**
   * @param prefix of the folder's name
   * @param parent absolute path of a folder, which is created when it does not exist
   * @throws the error of the file system when the folder cannot be created
   */
  constructor(prefix: string, parent: string = tmpdir()) {
    mkdirSync(parent, { recursive: true });
    this.folder = realpathSync(mkdtempSync(path.join(parent, prefix)));
    present.add(this);
  }

  async remove(): Promise<void> {
    await clearScratch(this.folder);
    present.delete(this);
  }
}

/** Removes what a killed process left behind. @param folder absolute path of its scratch folder */
export async function clearScratch(folder: string): Promise<void> {
  await killMarked([startedIn(folder)]);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

function startedIn(folder: string): Trace {
  return { mark: `TMPDIR=${folder}` };
}

const present = new Set<ScratchDir>();
process.on("exit", () => {
  if (present.size > 0) killMarkedNow([...present].map(({ folder }) => startedIn(folder)));
  for (const { folder } of present) rmSync(folder, { recursive: true, force: true });
});
