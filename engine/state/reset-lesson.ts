/** Copies the learner's files, then puts the starter of a lesson back. */
import { lstat, mkdir } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { listOf } from "../text/suggest.ts";
import { differs, starterOf } from "../starter.ts";
import type { Workbook } from "../workbook.ts";
import { keepCopy, type KeptCopy } from "./kept-copies.ts";
import { fsErrorMessage } from "./fs-error-message.ts";
import { displayPath } from "./display-path.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Why the starter could not be put back. The message is printed unchanged. */
export class ResetError extends Error {
  override name = "ResetError";
  /** What to do instead, as a sentence. */
  readonly suggestion: string | undefined;

  constructor(message: string, suggestion?: string) {
    super(message);
    this.suggestion = suggestion;
  }
}

/**
 * The files that differ from the starter, by name relative to the lesson.
 * @throws StarterError when the solution lacks a file or a region is wrong
 */
export async function changedFromStarter(lesson: Lesson, definition: LessonDefinition): Promise<string[]> {
  const changed: string[] = [];
  for (const [file, text] of await starterOf(lesson, definition))
    if (await differs(lesson, file, text)) changed.push(file);
  return changed;
}

/**
 * Copies all files of the lesson, then puts the starter back.
 * @returns the lines to show to the learner
 * @throws ResetError; StarterError like `changedFromStarter`
 */
export async function resetLesson(workbook: Workbook, lesson: Lesson, definition: LessonDefinition): Promise<string[]> {
  const starter = await starterOf(lesson, definition);
  const changed = await changedFromStarter(lesson, definition);
  const lessonDir = displayPath(workbook.root, lesson.folder);
  if (changed.length === 0) return [`${lessonDir} is already the starter; nothing was changed.`];
  for (const file of changed) await refuseWhatIsNoFile(lesson, file, lessonDir);
  const copy = await copyOf(workbook, lesson, lessonDir);
  const kept = copy.folder === undefined ? undefined : displayPath(workbook.root, copy.folder);
  for (const file of changed) await putBack(lesson, file, starter.get(file) ?? "", `${lessonDir}/${file}`, kept);
  return [
    `${lessonDir} was reset to the starter: ${listOf(changed, "and")}.`,
    ...(kept === undefined
      ? []
      : [`A copy of all your files is in ${kept}`, `To get it back: ${copyCommand(kept, lessonDir)}`]),
    ...(copy.notCopied.length > 0 ? [`Not copied, and left in place: ${copy.notCopied.join(", ")}`] : []),
  ];
}

/** Only regular files are copied, so a link or a folder in place of a file would be lost. */
async function refuseWhatIsNoFile(lesson: Lesson, file: string, lessonDir: string): Promise<void> {
  const parts = file.split("/");
  for (const [index] of parts.entries()) {
    const inside = parts.slice(0, index + 1).join("/");
    const isLast = index === parts.length - 1;
    const found = await lstat(path.join(lesson.folder, inside)).catch(() => undefined);
    if (found === undefined || (isLast ? found.isFile() : found.isDirectory())) continue;
    const kind = found.isSymbolicLink()
      ? "a link"
      : found.isDirectory()
        ? "a folder"
        : found.isFile()
          ? "a file"
          : "a special file";
    throw new ResetError(
      `${lessonDir}/${inside} is ${kind}, where the starter has a ${isLast ? "file" : "folder"}; nothing was changed.`,
      "Move it away and run this command again.",
    );
  }
}

async function copyOf(workbook: Workbook, lesson: Lesson, lessonDir: string): Promise<KeptCopy> {
  try {
    await mkdir(lesson.folder, { recursive: true });
    return await keepCopy(workbook, lesson);
  } catch (error) {
    throw new ResetError(`No copy of ${lessonDir} could be made (${fsErrorMessage(error)}), so nothing was changed.`);
  }
}

async function putBack(
  lesson: Lesson,
  file: string,
  text: string,
  shown: string,
  kept: string | undefined,
): Promise<void> {
  const target = path.join(lesson.folder, file);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await writeAtomic(target, text);
  } catch (error) {
    throw new ResetError(
      `${shown} could not be written (${fsErrorMessage(error)}).`,
      kept === undefined ? undefined : `All your files are in ${kept}`,
    );
  }
}

function copyCommand(from: string, to: string): string {
  const windows = (text: string): string => text.replaceAll("/", "\\");
  return process.platform === "win32" ? `xcopy /E /Y ${windows(from)} ${windows(to)}` : `cp -R ${from}/. ${to}/`;
}
