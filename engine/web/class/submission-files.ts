/** The files of a submission as they were graded: found in what was handed in, and unpacked where it is an archive. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { decide, readDecisions } from "../../batch/decisions.ts";
import { ClassFolderError } from "../../batch/intake/class-folder-error.ts";
import { DecisionError } from "../../batch/intake/decision.ts";
import { listClass } from "../../batch/intake/list-class.ts";
import type { HandIn } from "../../batch/intake/hand-in.ts";
import { takeInOne } from "../../batch/intake/take-in-one.ts";
import { entryNames } from "../../grade/entry-names.ts";
import { ScratchDir } from "../../grade/scratch-dir.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";

const SCRATCH_PREFIX = "workbook-page-";

export interface ClassPlace {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** Where the class may be, absolute paths; the first that exists counts. */
  readonly folders: readonly string[];
  /** The names of all submissions. */
  readonly handedIn: readonly string[];
}

/** What was handed in under this name; undefined when it is not there any more. */
export async function handInOf(
  name: string,
  { folders, handedIn, ...options }: ClassPlace,
): Promise<HandIn | undefined> {
  const known = new Set(handedIn);
  for (const folder of folders) {
    if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) continue;
    try {
      const { handIns } = await listClass(folder, { ...options, isStudent: (file) => known.has(file) });
      return handIns.find((handIn) => handIn.name === name);
    } catch (error) {
      if (error instanceof ClassFolderError) return undefined;
      throw error;
    }
  }
  return undefined;
}

/** Stores what was decided about a hand-in. @param output absolute path of the output folder @throws DecisionError; LockError */
export async function keepDecision(
  handIn: HandIn,
  choice: string,
  { lesson, definition }: Pick<ClassPlace, "lesson" | "definition">,
  output: string,
): Promise<void> {
  const scratch = new ScratchDir(SCRATCH_PREFIX);
  try {
    const options = { scratch: scratch.folder, lesson, definition, nextFolderName: counter(), cwd: undefined };
    await decide(output, [{ handIn, choice }], options);
  } finally {
    await scratch.remove();
  }
}

/** The folder of a hand-in that was graded as it is; undefined where the work had to be found, unpacked or put right. */
export async function asHandedIn({ parts }: HandIn, { definition }: Pick<ClassPlace, "definition">) {
  const [part] = parts;
  if (parts.length !== 1 || part?.kind !== "folder") return undefined;
  const names = entryNames(definition.entry).map((name) => path.join(part.source, name));
  const found = await Promise.all(names.map((file) => stat(file).catch(() => undefined)));
  return found.some((one) => one?.isFile() === true) ? part.source : undefined;
}

/**
 * Calls `use` with the folder that was graded, which is removed afterwards unless it is the hand-in itself. Undefined when
 * the work is not there any more.
 * @param output absolute path of the folder with the instructor's decisions
 */
export async function withFiles<T>(
  handIn: HandIn,
  { lesson, definition }: Pick<ClassPlace, "lesson" | "definition">,
  output: string,
  use: (folder: string) => Promise<T>,
): Promise<T | undefined> {
  const scratch = new ScratchDir(SCRATCH_PREFIX);
  try {
    const decisions = await readDecisions(output);
    const options = { scratch: scratch.folder, lesson, definition, decisions, nextFolderName: counter() };
    const { submission } = await takeInOne(handIn, options);
    const { folder, question, refusal, excused } = submission;
    if (question !== undefined || refusal !== undefined || excused === true) return undefined;
    return await use(path.resolve(folder));
  } catch (error) {
    if (error instanceof DecisionError) return undefined;
    throw error;
  } finally {
    await scratch.remove();
  }
}

function counter(): () => string {
  let made = 0;
  return () => String(++made);
}
