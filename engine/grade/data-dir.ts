/**
 * The folder that holds the database of one server. It outlives the process, so a server that is started again, or a second
 * one, finds the same data; a server's own folder does not.
 */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DATA_DIR } from "../isolate/sandbox-paths.ts";
import type { Sandbox } from "../isolate/sandbox.ts";

const DATABASE = "tasks.db";
const SEED = "seed.json";
const PREFIX = "workbook-data-";

/** In a sandbox the server is another account, or another name of ours. */
const FOR_EVERY_ACCOUNT = 0o777;

export class DataDir {
  /** Absolute path without links in it, as the grader sees it. */
  readonly folder: string;
  /** The same as the server sees it. */
  readonly #inside: string;

  /**
   * @param seed what a new database is filled with, a JSON text
   * Throws in one sentence when there is nothing to make it in.
   */
  constructor(seed: string, sandbox: Sandbox | undefined) {
    this.folder = makeFolder(sandbox?.dataParent ?? tmpdir());
    this.#inside = sandbox === undefined ? this.folder : DATA_DIR;
    if (sandbox !== undefined) chmodSync(this.folder, FOR_EVERY_ACCOUNT);
    dataDirs.add(this);
    writeFileSync(path.join(this.folder, SEED), seed);
  }

  /** What the server's environment says of it. */
  get environment(): Readonly<Record<string, string>> {
    return { DB_PATH: path.join(this.#inside, DATABASE), SEED_FILE: path.join(this.#inside, SEED) };
  }

  /** Bytes of the files in it, as far as they can be seen. */
  bytes(): number {
    return bytesBelow(this.folder);
  }

  /** Call it when nothing runs there any more. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 2 });
    dataDirs.delete(this);
  }

  removeNow(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Those that are still there. An exit of ours that comes too soon must not leave them behind. */
const dataDirs = new Set<DataDir>();
process.on("exit", () => {
  for (const dataDir of dataDirs) dataDir.removeNow();
});

function makeFolder(parent: string): string {
  try {
    mkdirSync(parent, { recursive: true });
    return realpathSync(mkdtempSync(path.join(parent, PREFIX)));
  } catch (error) {
    throw new Error(
      `nothing can be written to the temporary folder ${parent} (${(error as NodeJS.ErrnoException).code})`,
      { cause: error },
    );
  }
}

function bytesBelow(folder: string): number {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
      if (entry.isFile()) bytes += lstatSync(path.join(entry.parentPath, entry.name)).blocks * 512;
  } catch {
    // A file of it was just deleted: the next look sees the rest.
  }
  return bytes;
}
