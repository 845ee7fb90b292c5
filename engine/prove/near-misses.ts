/** The near misses of a lesson: the edits in `near-misses.ts`, and the folders beside it. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { NEAR_MISSES_FILE } from "../load-lesson-code.ts";
import { applyEdits } from "./apply-edits.ts";
import { overlays } from "./overlays.ts";
import { readNearMisses } from "./read-near-misses.ts";

/** A near miss that can be written to a folder. */
export interface NearMiss {
  /** Begins with `check`, for example `1.3-no-welcome`. */
  readonly name: string;
  /** The id of the check that must catch it. */
  readonly check: string;
  /** Writes the files that differ into a folder that holds the solution. */
  readonly write: (folder: string) => Promise<void>;
}

export interface NearMissesFound {
  readonly nearMisses: readonly NearMiss[];
  /** Near misses that cannot be used, each as one sentence without a full stop that names it. */
  readonly faults: readonly string[];
}

/**
 * Reads every near miss of a lesson and tries its edits on the solution.
 * @param checkIds the checks that the lesson has
 * @throws AuthoredFileError when near-misses.ts cannot be used
 */
export async function findNearMisses(
  lesson: Lesson,
  definition: LessonDefinition,
  checkIds: readonly string[],
): Promise<NearMissesFound> {
  const nearMisses: NearMiss[] = [];
  const faults: string[] = [];
  const names = new Set<string>();
  const add = (name: string, made: NearMiss["write"] | { readonly fault: string }): void => {
    const check = /^\d+\.\d+/.exec(name)?.[0] ?? "";
    const fault = nameFault(name, check);
    names.add(name);
    if (fault !== undefined) faults.push(`near miss ${name} of ${lesson.slug} ${fault}`);
    else if ("fault" in made) faults.push(`near miss ${name} of ${lesson.slug} ${made.fault}`);
    else nearMisses.push({ name, check, write: made });
  };
  const nameFault = (name: string, check: string): string | undefined => {
    if (check === "") return "does not begin with the id of the check that must catch it";
    if (!checkIds.includes(check)) return `is to be caught by check ${check}, which the lesson does not have`;
    return names.has(name) ? `is both in ${NEAR_MISSES_FILE} and a folder` : undefined;
  };

  const solution = await editedFiles(lesson, definition);
  for (const [name, edits] of Object.entries((await readNearMisses(lesson)).edits)) {
    const edited = applyEdits(edits, solution, `solutions/${lesson.slug}`);
    add(name, "fault" in edited ? edited : (folder) => writeFiles(folder, edited.files));
  }
  for (const { name, folder, empty } of await overlays(lesson, "near-misses"))
    add(name, empty ? { fault: "is an empty folder" } : (target) => cp(folder, target, { recursive: true }));
  return { nearMisses, faults };
}

/** Writes files below a folder, making folders as needed. */
export async function writeFiles(folder: string, files: Iterable<readonly [string, string]>): Promise<void> {
  for (const [name, text] of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** The files of the solution that learners edit, by name. */
export async function editedFiles(lesson: Lesson, { edits }: LessonDefinition): Promise<Map<string, string>> {
  const texts = edits.map(async (file) => [file, await readFile(path.join(lesson.solution, file), "utf8")] as const);
  return new Map(await Promise.all(texts));
}
