/**
 * An output folder while a command holds it: results, faults, sets and journal, and a temporary folder beside them.
 */
import { constants } from "node:fs";
import { access, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { killMarked } from "../grade/process-tree.ts";
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
  /** The variable by which everything that was started in the temporary folder is known. */
  readonly mark: string;
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
  const scratch = await realpath(await mkdtemp(path.join(tmpdir(), SCRATCH_PREFIX)));
  const lock = await lockOutput(folder, shown, scratch).catch(async (error: unknown) => {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  });
  if (lock.abandoned !== undefined) await clear(lock.abandoned);
  const journal = new Journal(path.join(folder, "journal.jsonl"));
  const results = new FolderStore(path.join(folder, "results"));
  const faults = new FolderStore(path.join(folder, "faults"));
  await Promise.all([journal.repair(), results.sweep(), faults.sweep()]);
  const close = async () => {
    await clear(scratch);
    await lock.release();
  };
  return { folder, shown, results, faults, journal, scratch, mark: markOf(scratch), close };
}

function markOf(scratch: string): string {
  return `TMPDIR=${scratch}`;
}

/** Only ever a folder that a command made for itself, whatever a lock file says. */
async function clear(scratch: string): Promise<void> {
  if (!path.basename(scratch).startsWith(SCRATCH_PREFIX)) return;
  await killMarked([{ mark: markOf(scratch) }]);
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
}
