import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { entryNames } from "../../grade/entry-names.ts";
import { NOT_SUBMITTED } from "../../grade/submitted-files.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { archiveStem } from "./archive.ts";
import { MAX_WRAPPERS } from "./archive-limits.ts";

/** Where the lesson's files are inside a submission. */
export interface WorkFolder {
  /** Absolute path. */
  readonly folder: string;
  /** Absolute path of the archive that it holds instead of the lesson's files, as some systems export it. */
  readonly archive?: string;
}

/**
 * Descends through folders that wrap a submission to the one with the lesson's entry file: through single folders, or
 * into a copy of the whole workbook. Returns the given folder when there is no entry file; staging then says what is
 * missing.
 * @param folder absolute path
 */
export async function workFolder(folder: string, lesson: Lesson, definition: LessonDefinition): Promise<WorkFolder> {
  let here = folder;
  for (let wrappers = 0; wrappers <= MAX_WRAPPERS; wrappers++) {
    const entries = await visible(here);
    if (hasEntry(entries, definition)) return { folder: here };
    const lessonFolder = path.join(here, "lessons", lesson.slug);
    if (hasEntry(await visible(lessonFolder), definition)) return { folder: lessonFolder };
    const archives = entries.filter((entry) => entry.isFile() && archiveStem(entry.name) !== undefined);
    const folders = entries.filter((entry) => entry.isDirectory());
    const [archive] = archives;
    if (archives.length === 1 && folders.length === 0 && archive !== undefined)
      return { folder, archive: path.join(here, archive.name) };
    const [only] = entries;
    if (entries.length !== 1 || only === undefined || !only.isDirectory()) break;
    // A workbook with one other lesson: most lessons have entries of the same name.
    if (path.basename(here) === "lessons" && only.name !== lesson.slug) break;
    here = path.join(here, only.name);
  }
  return { folder };
}

/** The entries of a folder, without tools' folders and names that begin with a dot. Empty when unreadable. */
async function visible(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(({ name }) => !NOT_SUBMITTED.has(name) && !name.startsWith("."));
}

/** Looks only at the top level: no lesson has its entry file in a subfolder. */
function hasEntry(entries: readonly Dirent[], definition: LessonDefinition): boolean {
  const wanted = entryNames(definition.entry);
  return entries.some((entry) => entry.isFile() && wanted.includes(entry.name));
}
