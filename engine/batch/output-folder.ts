/**
 * An output folder that a command has locked: results, faults, sets and journal, and a temporary folder.
 */
import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import path from "node:path";
import { clearScratch, ScratchDir } from "../grade/scratch-dir.ts";
import { Journal } from "./journal.ts";
import { lockOutput, OutputError } from "./output-lock.ts";
import { FolderStore } from "./store.ts";

const SCRATCH_PREFIX = "workbook-grade-";

export interface OutputFolder {
  /** Absolute path. */
  readonly folder: string;
  /** The path for messages. */
  readonly shown: string;
  readonly results: FolderStore;
  /** The last grader error of each key. A result with the same key takes precedence. */
  readonly faults: FolderStore;
  readonly journal: Journal;
  /** An empty temporary folder for archives and servers, absolute path. */
  readonly scratch: string;
  /** Removes the temporary folder and releases the lock. */
  close(): Promise<void>;
}

/**
 * Opens an output folder for writing, creating it if needed, and cleans up after a command that was killed in it.
 * @throws OutputError when another command holds the folder or it is not writable
 */
export async function openOutputFolder(folder: string, shown: string): Promise<OutputFolder> {
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
  // Only a temporary folder of such a command is removed, whatever path the lock file names.
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
