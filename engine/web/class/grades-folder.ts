/** Reads the output folder of `npm run grade`, without writing, because `grade` may still be running. */
import path from "node:path";
import { currentSet, type ResultSet, type SetEntry } from "../../batch/sets.ts";
import { readState } from "../../state/read-state.ts";
import { VERDICT_SCHEMA, type Verdict } from "../../verdict.ts";

/** The folder cannot be shown; the message is one sentence for the user who named it. */
export class ClassFolderError extends Error {
  override name = "ClassFolderError";
}

const KEY = /^[0-9a-f]{64}$/;

/**
 * Returns the current set of results.
 * @param folder absolute path
 * @throws ClassFolderError when the folder has no grades
 */
export async function gradedSet(folder: string, shown: string): Promise<ResultSet> {
  const set = await currentSet(folder);
  if (set === undefined)
    throw new ClassFolderError(`${shown} contains no grades; npm run grade writes them to its output folder.`);
  return set;
}

/** The entry's result, or else its last fault. Undefined when there is neither, or it cannot be read. */
export async function gradedVerdict(folder: string, { key }: SetEntry): Promise<Verdict | undefined> {
  // The key becomes a file name and comes from a file that anyone may have edited.
  if (!KEY.test(key)) return undefined;
  for (const kind of ["results", "faults"]) {
    const found = await readState(path.join(folder, kind, `${key}.json`), isResult);
    if ("value" in found) return found.value.verdict;
  }
  return undefined;
}

function isResult(value: unknown): value is { readonly verdict: Verdict } {
  const verdict = (value as { verdict?: Partial<Verdict> } | null)?.verdict;
  return verdict?.schema === VERDICT_SCHEMA && Array.isArray(verdict.exercises);
}
