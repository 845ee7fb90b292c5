/** Reads the output folder of `npm run grade`, without writing, because `grade` may still be running. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { isGraded } from "../../batch/collect-set.ts";
import { currentSet, type ResultSet, type SetEntry } from "../../batch/sets.ts";
import { readState } from "../../state/read-state.ts";
import { VERDICT_SCHEMA, type Verdict } from "../../verdict.ts";

/** The folder cannot be shown; the message is one sentence for the user who named it. */
export class ClassFolderError extends Error {
  override name = "ClassFolderError";
}

const KEY = /^[0-9a-f]{64}$/;
/** The number of cached verdicts, so that filtering a class does not read files again. */
const MAX_CACHED_VERDICTS = 2_000;
/** The number of files read at a time, each of which needs a descriptor. */
const MAX_READS = 32;

export class GradesFolder {
  /** Absolute path. */
  readonly path: string;
  /** As the user named it. */
  readonly shown: string;
  /** By key, with when the file was written: a submission may be graded again. */
  readonly #verdicts = new Map<string, { readonly at: number; readonly verdict: Verdict }>();

  constructor(folder: string, shown: string) {
    this.path = folder;
    this.shown = shown;
  }

  /** The current set of results. @throws ClassFolderError when the folder has no grades */
  async set(): Promise<ResultSet> {
    const set = await currentSet(this.path);
    if (set === undefined)
      throw new ClassFolderError(`${this.shown} contains no grades; npm run grade writes them to its output folder.`);
    return set;
  }

  /** Absolute path of the folder of a set. */
  folderOf({ name }: ResultSet): string {
    // The name comes from a file, and must not lead out of the folder.
    return path.join(this.path, path.basename(name));
  }

  /** The verdicts of a set by submission, as far as there are any. */
  async verdicts({ folder, entries }: ResultSet): Promise<ReadonlyMap<string, Verdict>> {
    const found = new Map<string, Verdict>();
    const graded = entries.filter(isGraded);
    for (let start = 0; start < graded.length; start += MAX_READS)
      await Promise.all(
        graded.slice(start, start + MAX_READS).map(async (entry) => {
          const verdict = await this.#verdict(entry);
          // Results do not contain a name, because several learners may have submitted the same files.
          const submission = `${folder.replace(/(?<!\/)\/+$/, "")}/${entry.name}`;
          if (verdict !== undefined) found.set(entry.name, { ...verdict, submission });
        }),
      );
    // In the order of the set, whichever file was read first.
    return new Map(graded.flatMap(({ name }) => (found.has(name) ? [[name, found.get(name) as Verdict]] : [])));
  }

  /** Changes with each of these files, whether they exist or not. @param files absolute paths */
  async version(files: readonly string[]): Promise<string> {
    const stamps = await Promise.all(
      files.map((file) =>
        stat(file).then(
          ({ mtimeMs, size, ino }) => `${mtimeMs}-${size}-${ino}`,
          () => "",
        ),
      ),
    );
    return stamps.join(" ");
  }

  /** The entry's result, or else its last fault. Undefined when there is neither, or it cannot be read. */
  async #verdict({ key }: SetEntry): Promise<Verdict | undefined> {
    // The key becomes a file name and comes from a file that anyone may have edited.
    if (!KEY.test(key)) return undefined;
    for (const kind of ["results", "faults"]) {
      const file = path.join(this.path, kind, `${key}.json`);
      const at = await stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      );
      if (at === undefined) continue;
      const cached = this.#verdicts.get(key);
      if (cached?.at === at) return cached.verdict;
      const found = await readState(file, isResult);
      if (!("value" in found)) continue;
      const { verdict } = found.value;
      if (this.#verdicts.size >= MAX_CACHED_VERDICTS) this.#verdicts.clear();
      this.#verdicts.set(key, { at, verdict });
      return verdict;
    }
    return undefined;
  }
}

function isResult(value: unknown): value is { readonly verdict: Verdict } {
  const verdict = (value as { verdict?: Partial<Verdict> } | null)?.verdict;
  return verdict?.schema === VERDICT_SCHEMA && Array.isArray(verdict.exercises);
}
