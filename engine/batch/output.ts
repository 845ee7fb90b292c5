/**
 * An output folder while a command holds it: results, faults, sets and journal, and a temporary folder beside them.
 */
import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import path from "node:path";
import { clearScratch, ScratchDir } from "../grade/scratch-dir.ts";
import { Journal } from "./journal.ts";
import { lockOutput, OutputError } from "./output-lock.ts";
import { FolderStore } from "./store.ts";

const SCRATCH_PREFIX = "workbook-grade-";

export interface Output {
  /** Absolute path. */
  readonly folder: string;
  /** As people read it. */
  readonly shown: string;
  readonly results: FolderStore;
  /** The last failure of the workbook on a key. A result of the same key makes it void. */
  readonly faults: FolderStore;
  readonly journal: Journal;
  /** An empty temporary folder for archives and servers, absolute path. */
  readonly scratch: string;
  /** Ends whatever still runs in the temporary folder, removes it, and lets the next command in. */
  close(): Promise<void>;
}

/**
 * Opens an output folder for writing, making it when needed, and clears up behind a command that was killed in it.
 * @throws OutputError when another command is at work there or nothing can be written
 */
export async function openOutput(folder: string, shown: string): Promise<Output> {
  await mkdir(folder, { recursive: true })
    .then(() => access(folder, constants.W_OK))
    .catch((error: NodeJS.ErrnoException) => {
      throw new OutputError(`Nothing can be written to ${shown} (${error.code}).`);
    });
  const scratch = new ScratchDir(SCRATCH_PREFIX);
  const lock = await lockOutput(folder, shown, scratch.folder).catch(async (error: unknown) => {
    await scratch.remove();
    throw error;
  });
  // Only ever a folder that a command made for itself, whatever the lock file says.
  if (lock.abandoned !== undefined && path.basename(lock.abandoned).startsWith(SCRATCH_PREFIX))
    await clearScratch(lock.abandoned);
  const journal = new Journal(path.join(folder, "journal.jsonl"));
  const results = new FolderStore(path.join(folder, "results"));
  const faults = new FolderStore(path.join(folder, "faults"));
  await Promise.all([journal.repair(), results.sweep(), faults.sweep()]);
  const close = async () => {
    await scratch.remove();
    await lock.release();
  };
  return { folder, shown, results, faults, journal, scratch: scratch.folder, close };
}
