import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { entryNames } from "../../grade/entry-names.ts";
import { NOT_SUBMITTED } from "../../grade/submitted-files.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { archiveStem } from "./archive.ts";
import { MAX_WRAPPERS } from "./archive-limits.ts";

/** Where the lesson's files lie inside what was handed in. */
export interface WorkFolder {
  /** Absolute path. */
  readonly folder: string;
  /** The only archive in it, absolute, when it holds one in place of the lesson's files: some systems hand that out. */
  readonly archive?: string;
}

/**
 * Looks through the folders that people and systems wrap around a submission, down to the one with the lesson's entry
 * file: a single folder in an otherwise empty one, or a copy of the whole workbook. Without an entry file anywhere the
 * folder itself is the answer, and staging says what is missing.
 * @param folder absolute path
 */
export async function workFolder(folder: string, lesson: Lesson, definition: LessonDefinition): Promise<WorkFolder> {
  let here = folder;
  for (let wrappers = 0; wrappers <= MAX_WRAPPERS; wrappers++) {
    const entries = await visible(here);
    if (hasEntry(entries, definition)) return { folder: here };
    const desk = path.join(here, "lessons", lesson.slug);
    if (hasEntry(await visible(desk), definition)) return { folder: desk };
    const archives = entries.filter((entry) => entry.isFile() && archiveStem(entry.name) !== undefined);
    const folders = entries.filter((entry) => entry.isDirectory());
    const [archive] = archives;
    if (archives.length === 1 && folders.length === 0 && archive !== undefined)
      return { folder, archive: path.join(here, archive.name) };
    const [only] = entries;
    if (entries.length !== 1 || only === undefined || !only.isDirectory()) break;
    here = path.join(here, only.name);
  }
  return { folder };
}

/** What is in a folder, without what tools leave there and without names that begin with a dot. Empty when unreadable. */
async function visible(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(({ name }) => !NOT_SUBMITTED.has(name) && !name.startsWith("."));
}

/** An entry in a folder of its own would need looking further down; no lesson has one. */
function hasEntry(entries: readonly Dirent[], definition: LessonDefinition): boolean {
  const wanted = entryNames(definition.entry);
  return entries.some((entry) => entry.isFile() && wanted.includes(entry.name));
}
