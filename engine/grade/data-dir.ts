/**
 * The folder that holds the database of one server. Unlike a server's own folder, it outlives the process: a server that is
 * restarted, or a second one beside it, finds the same data.
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

/** In a sandbox the server runs under another account, or under another name of ours. */
const FOR_EVERY_ACCOUNT = 0o777;

export class DataDir {
  /** Absolute path without symbolic links, as the grader sees it. */
  readonly folder: string;
  /** The path as the server sees it. */
  readonly #inside: string;

  /**
   * @param seed the content of a new database, as JSON text
   * @throws Error with one sentence when the temporary folder cannot be written to
   */
  constructor(seed: string, sandbox: Sandbox | undefined) {
    this.folder = makeFolder(sandbox?.dataParent ?? tmpdir());
    this.#inside = sandbox === undefined ? this.folder : DATA_DIR;
    if (sandbox !== undefined) chmodSync(this.folder, FOR_EVERY_ACCOUNT);
    dataDirs.add(this);
    writeFileSync(path.join(this.folder, SEED), seed);
  }

  /** The environment variables that tell the server about it. */
  get environment(): Readonly<Record<string, string>> {
    return { DB_PATH: path.join(this.#inside, DATABASE), SEED_FILE: path.join(this.#inside, SEED) };
  }

  /** Bytes of the files in it, as far as they can be read. */
  bytes(): number {
    return bytesBelow(this.folder);
  }

  /** To be called once no process uses it. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 2 });
    dataDirs.delete(this);
  }

  removeNow(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Every folder that exists, to be removed when this process exits without doing so. */
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
    // A file was deleted meanwhile: the next call counts the rest.
  }
  return bytes;
}
