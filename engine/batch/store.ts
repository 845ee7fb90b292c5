/**
 * Results, each under its key. The store is the truth of a class: what lies in it is finished, whatever was killed
 * meanwhile, and everything else is derived from it.
 */
import { access, link, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { readState, setAside } from "../state/read-state.ts";
import { VERDICT_SCHEMA, type Verdict } from "../verdict.ts";
import type { GradingConfig } from "./grading-config.ts";
import { isRecord } from "../is-record.ts";

export const RESULT_SCHEMA = "workbook.result/1";

/** One finished grading. The same for everybody who handed in the same, so it names nobody. */
export interface Stored {
  readonly schema: typeof RESULT_SCHEMA;
  readonly key: string;
  /** Of the submission. */
  readonly hash: string;
  readonly config: GradingConfig;
  readonly verdict: Verdict;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** How many gradings it took: more than one when the workbook failed first, or the machine may have been too busy. */
  readonly attempts: number;
  /** Which process on which machine made it. */
  readonly worker: string;
}

/** Where results are kept. The queue's adapter has one of its own. */
export interface Store {
  read(key: string): Promise<Stored | undefined>;
  /**
   * Keeps a result. The first one of a key stays; a later one changes nothing unless it is to replace.
   * @returns whether this one was kept
   */
  write(result: Stored, options?: { readonly replace?: boolean }): Promise<boolean>;
}

let written = 0;

/** Results as files `<key>.json` in one folder. Each is complete or not there, also after a power cut. */
export class FolderStore implements Store {
  readonly #folder: string;

  /** @param folder absolute path; it is made when the first result is kept */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file that cannot be read is put aside under another name, so that the submission is graded again. */
  async read(key: string): Promise<Stored | undefined> {
    const file = this.#fileOf(key);
    const found = await readState(file, (value): value is Stored => isStored(value, key));
    if ("fault" in found) await setAside(file);
    return "value" in found ? found.value : undefined;
  }

  async write(result: Stored, { replace = false }: { readonly replace?: boolean } = {}): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true });
    const file = this.#fileOf(result.key);
    written += 1;
    const scratch = path.join(this.#folder, `.${result.key}.${process.pid}.${written}.tmp`);
    try {
      await writeFlushed(scratch, `${JSON.stringify(result)}\n`);
      if (replace) await rename(scratch, file);
      else await renameUnlessThere(scratch, file);
      await flushFolder(this.#folder);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    } finally {
      await rm(scratch, { force: true });
    }
  }

  /** The keys of everything that lies here, without a look into it. */
  async keys(): Promise<ReadonlySet<string>> {
    const names = await readdir(this.#folder).catch(() => []);
    return new Set(names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).map((name) => name.slice(0, 64)));
  }

  /** Takes away what a killed command was just writing. Only for who holds the folder's lock. */
  async sweep(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const left = names.filter((name) => name.startsWith(".") && name.endsWith(".tmp"));
    await Promise.all(left.map((name) => rm(path.join(this.#folder, name), { force: true })));
  }

  #fileOf(key: string): string {
    return path.join(this.#folder, `${key}.json`);
  }
}

/** Unlike a renaming, a link fails when the name is taken, also when two finish at the same moment. */
async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    // Some file systems have no links.
    await access(to).then(
      () => Promise.reject(Object.assign(new Error(`${to} is there already`), { code: "EEXIST" })),
      () => rename(from, to),
    );
  }
}

async function writeFlushed(file: string, content: string): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The name of a file is kept in its folder, which is flushed on its own. Windows cannot, and has no need to. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isStored(value: unknown, key: string): boolean {
  if (!isRecord(value) || value["schema"] !== RESULT_SCHEMA || value["key"] !== key) return false;
  const { verdict } = value;
  return isRecord(verdict) && verdict["schema"] === VERDICT_SCHEMA && Array.isArray(verdict["exercises"]);
}
