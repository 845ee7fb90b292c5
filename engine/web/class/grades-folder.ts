/**
 * What `npm run grade` left in its output folder, as far as the page reads it: `current` names the set in force,
 * `<set>/set.json` lists its entries, `results/<key>.json` holds each verdict, or `faults/<key>.json` the last failure of
 * the workbook. Nothing here writes.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { readState } from "../../state/read-state.ts";
import { VERDICT_SCHEMA, type Verdict } from "../../verdict.ts";

/** The folder cannot be shown; the message is one sentence for whoever named it. */
export class ClassFolderError extends Error {
  override name = "ClassFolderError";
}

export interface GradedSet {
  readonly lesson: string;
  readonly title: string;
  /** The folder of submissions as it was named, seen from where `grade` was called. */
  readonly folder: string;
  readonly entries: readonly GradedEntry[];
}

export interface GradedEntry {
  readonly name: string;
  /** Names the result. */
  readonly key: string;
}

const KEY = /^[0-9a-f]{64}$/;

/** @param folder absolute path. @throws ClassFolderError when there are no grades in it */
export async function readGradedSet(folder: string, shown: string): Promise<GradedSet> {
  const name = (await readFile(path.join(folder, "current"), "utf8").catch(() => "")).trim();
  if (!/^[\w-]{1,80}$/.test(name))
    throw new ClassFolderError(`${shown} holds no grades; npm run grade writes them to its output folder.`);
  const found = await readState(path.join(folder, name, "set.json"), isSet);
  if (!("value" in found))
    throw new ClassFolderError(
      `${shown} names the grades ${name}, which ${"fault" in found ? found.fault : "are not there"}.`,
    );
  const { yardstick, title, folder: submissions, entries } = found.value;
  return { lesson: yardstick.lesson, title, folder: submissions, entries: entries.filter(({ key }) => KEY.test(key)) };
}

/** Undefined when it has not been graded yet, or cannot be read. */
export async function readGradedVerdict(folder: string, { key }: GradedEntry): Promise<Verdict | undefined> {
  for (const kind of ["results", "faults"]) {
    const found = await readState(path.join(folder, kind, `${key}.json`), isResult);
    if ("value" in found) return found.value.verdict;
  }
  return undefined;
}

interface SetFile extends Omit<GradedSet, "lesson"> {
  readonly yardstick: { readonly lesson: string };
}

function isSet(value: unknown): value is SetFile {
  const set = value as Partial<SetFile> | null;
  return (
    typeof set === "object" &&
    typeof set?.title === "string" &&
    typeof set.folder === "string" &&
    typeof set.yardstick?.lesson === "string" &&
    Array.isArray(set.entries) &&
    set.entries.every(
      (entry: Partial<GradedEntry> | null) => typeof entry?.name === "string" && typeof entry.key === "string",
    )
  );
}

function isResult(value: unknown): value is { readonly verdict: Verdict } {
  const verdict = (value as { verdict?: Partial<Verdict> } | null)?.verdict;
  return verdict?.schema === VERDICT_SCHEMA && Array.isArray(verdict.exercises);
}
