/** Copies of a learner's work: `.workbook/attempts/<lesson>/<time>/`. The workbook never deletes one. */
import { constants, type Dirent } from "node:fs";
import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Lesson } from "../lesson.ts";
import type { Workbook } from "../workbook.ts";
import { newFolder } from "./new-folder.ts";

export interface KeptCopy {
  /** Absolute path of the copy; undefined when there was nothing to copy. */
  readonly folder: string | undefined;
  /** Links and special files, which are neither copied nor changed. Relative to the lesson, with forward slashes. */
  readonly notCopied: readonly string[];
}

/**
 * Copies the regular files of a lesson's folder, except those in `node_modules`, to a new folder.
 * @throws the error of the file system when anything cannot be copied; the incomplete copy is then removed
 */
export async function keepCopy(workbook: Workbook, lesson: Lesson): Promise<KeptCopy> {
  const found = await filesIn(lesson.folder);
  if (found.files.length === 0) return { folder: undefined, notCopied: found.others };
  const folder = await newFolder(path.join(workbook.state, "attempts", lesson.slug));
  try {
    for (const file of found.files) {
      const copy = path.join(folder, file);
      await mkdir(path.dirname(copy), { recursive: true });
      await copyFile(path.join(lesson.folder, file), copy, constants.COPYFILE_EXCL);
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  return { folder, notCopied: found.others };
}

async function filesIn(root: string): Promise<{ files: string[]; others: string[] }> {
  const files: string[] = [];
  const others: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries: Dirent[] = await readdir(path.join(root, folder), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = path.posix.join(folder, entry.name);
      if (entry.isFile()) files.push(inside);
      else if (!entry.isDirectory()) others.push(inside);
      else if (entry.name !== "node_modules") await visit(inside);
    }
  };
  await visit("");
  return { files, others };
}
