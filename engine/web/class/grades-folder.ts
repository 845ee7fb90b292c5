/** Reads what `npm run grade` left in its output folder. Nothing here writes: `grade` may still be at work in it. */
import path from "node:path";
import { currentSet, type ResultSet, type SetEntry } from "../../batch/sets.ts";
import { readState } from "../../state/read-state.ts";
import { VERDICT_SCHEMA, type Verdict } from "../../verdict.ts";

/** The folder cannot be shown; the message is one sentence for whoever named it. */
export class ClassFolderError extends Error {
  override name = "ClassFolderError";
}

const KEY = /^[0-9a-f]{64}$/;

/**
 * The set in force.
 * @param folder absolute path
 * @throws ClassFolderError when there are no grades in it
 */
export async function gradedSet(folder: string, shown: string): Promise<ResultSet> {
  const set = await currentSet(folder);
  if (set === undefined)
    throw new ClassFolderError(`${shown} holds no grades; npm run grade writes them to its output folder.`);
  return set;
}

/** Its result, else the last failure of the workbook on it. Undefined when there is neither, or it cannot be read. */
export async function gradedVerdict(folder: string, { key }: SetEntry): Promise<Verdict | undefined> {
  // A name of a file that somebody could have written anything into.
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
