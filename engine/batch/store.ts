/**
 * Stores results by key. The store is the only source of truth about a class: a result in it is finished, and
 * everything else is derived from it.
 */
import { access, link, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { readState, setAside } from "../state/read-state.ts";
import { VERDICT_SCHEMA, type Verdict } from "../verdict.ts";
import type { GradingConfig } from "./grading-config.ts";
import { isRecord } from "../is-record.ts";

export const RESULT_SCHEMA = "workbook.result/1";

/** One finished grading. Identical submissions share it, so it names none of them. */
export interface Stored {
  readonly schema: typeof RESULT_SCHEMA;
  readonly key: string;
  /** SHA-256 of the submission. */
  readonly hash: string;
  readonly config: GradingConfig;
  readonly verdict: Verdict;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** How many gradings it took: more than one after a grader error or a verdict that depends on timing. */
  readonly attempts: number;
  /** The machine and process that graded it, as `hostname:pid`. */
  readonly worker: string;
}

/** Where results are stored. engine/queue has its own implementation. */
export interface Store {
  read(key: string): Promise<Stored | undefined>;
  /**
   * Stores a result. The first one of a key stays, unless `replace` is set.
   * @returns whether this one was stored
   */
  write(result: Stored, options?: { readonly replace?: boolean }): Promise<boolean>;
}

let written = 0;

/** Results as files `<key>.json` in one folder. Each is complete or absent, even after a power failure. */
export class FolderStore implements Store {
  readonly #folder: string;

  /** @param folder absolute path; created with the first result */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file that cannot be read is renamed, so that the submission is graded again. */
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

  /** The keys of all results, by file name only. */
  async keys(): Promise<ReadonlySet<string>> {
    const names = await readdir(this.#folder).catch(() => []);
    return new Set(names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).map((name) => name.slice(0, 64)));
  }

  /** Removes temporary files of a killed command. The caller must hold the lock of the output folder. */
  async sweep(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const left = names.filter((name) => name.startsWith(".") && name.endsWith(".tmp"));
    await Promise.all(left.map((name) => rm(path.join(this.#folder, name), { force: true })));
  }

  #fileOf(key: string): string {
    return path.join(this.#folder, `${key}.json`);
  }
}

/** Unlike rename(2), link(2) fails atomically when the name is taken. */
async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    // Some file systems have no hard links.
    await access(to).then(
      () => Promise.reject(Object.assign(new Error(`${to} exists already`), { code: "EEXIST" })),
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

/** A new name is durable only once its folder is flushed too (fsync(2)). Windows cannot flush folders. */
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
