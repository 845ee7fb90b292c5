/** Lists what was handed in to a class folder, by names alone: nothing is opened. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { entryNames } from "../../grade/entry-names.ts";
import { folderEntries, type FolderEntry } from "../../grade/folder-entries.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { archiveStem } from "./archive.ts";
import { ClassFolderError } from "./class-folder-error.ts";
import { GRADESCOPE_METADATA } from "./class-inside.ts";
import { downloadName } from "./download-name.ts";
import { handInsOf, type HandIn } from "./hand-in.ts";

export interface ListedClass {
  /** Absolute path. */
  readonly folder: string;
  /** By name. */
  readonly handIns: readonly HandIn[];
  /** Entries of the class folder that are not submissions. `why` continues a sentence that begins with the name. */
  readonly ignored: readonly { readonly name: string; readonly why: string }[];
  /** Absolute path of the class list that Gradescope puts into its export, if it is there. */
  readonly metadata: string | undefined;
}

export interface ListClassOptions {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** Whether a loose file with this name, without its extension, is the hand-in of a student. @default none is */
  readonly isStudent?: ((name: string) => boolean) | undefined;
}

/**
 * Each folder and archive directly in the class folder was handed in, and each loose file whose name says by whom.
 * @param folder absolute path
 * @throws ClassFolderError when there is nothing to grade, or the folder is the work of one student
 */
export async function listClass(folder: string, options: ListClassOptions): Promise<ListedClass> {
  const { lesson, definition, isStudent = () => false } = options;
  const entries = await entriesOf(folder);
  const own = entries.find(({ name, kind }) => kind === "file" && entryNames(definition.entry).includes(name));
  if (own !== undefined)
    throw new ClassFolderError(
      `${folder} contains ${own.name} itself, so it is one submission: type npm run check ${lesson.slug} -- --submission ${folder}, or name the folder above it.`,
    );
  const metadata = entries.find(({ name, kind }) => kind === "file" && GRADESCOPE_METADATA.test(name));
  const ignored = entries.flatMap((entry) => {
    const why = entry === metadata ? undefined : whyIgnored(entry, isStudent);
    return why === undefined ? [] : [{ name: entry.name, why }];
  });
  const left = new Set(ignored.map(({ name }) => name));
  const taken = entries.filter((entry) => entry !== metadata && !left.has(entry.name));
  if (taken.length === 0)
    throw new ClassFolderError(
      `${folder} contains no submission: put a folder, a .zip or a .tar.gz for each learner into it.`,
    );
  const known = [...new Set([definition.entry, ...definition.edits, ...definition.given])];
  return {
    folder,
    handIns: handInsOf(folder, taken, known),
    ignored,
    metadata: metadata === undefined ? undefined : path.join(folder, metadata.name),
  };
}

async function entriesOf(folder: string): Promise<FolderEntry[]> {
  try {
    if (!(await stat(folder)).isDirectory())
      throw new ClassFolderError(
        archiveStem(folder) === undefined
          ? `${folder} is a file: name the folder that contains the submissions.`
          : `${folder} is an archive: unpack it and name the folder that contains the submissions.`,
      );
    return await folderEntries(folder);
  } catch (error) {
    if (error instanceof ClassFolderError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new ClassFolderError(
      code === "ENOENT"
        ? `${folder} does not exist: name the folder that contains the submissions.`
        : `${folder} cannot be read (${code}).`,
    );
  }
}

function whyIgnored(entry: FolderEntry, isStudent: (name: string) => boolean): string | undefined {
  if (entry.name.startsWith(".")) return "begins with a dot";
  if (entry.name === "__MACOSX") return "is what macOS adds to an archive";
  if (entry.kind === "link") return "is a link; put the folder or the archive itself there";
  if (entry.kind === "folder") return undefined;
  if (entry.kind === "other") return "is neither a folder nor a file";
  if (archiveStem(entry.name) !== undefined || downloadName(entry.name) !== undefined) return undefined;
  return isStudent(path.parse(entry.name).name) ? undefined : "is neither a folder nor an archive";
}
