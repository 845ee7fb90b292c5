/** A submission that the user names: a folder, or an archive of a kind that `npm run grade` takes. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { quoteWord } from "../text/suggest.ts";
import type { Context } from "./command.ts";
import { UsageError } from "./usage-error.ts";

const SCRATCH_PREFIX = "workbook-submission-";

export interface NamedSubmission {
  /** Absolute path of the folder with the lesson's files. */
  readonly folder: string;
  /** As typed, or the archive's name where only its beginning was typed. */
  readonly display: string;
  /** Removes what was unpacked. */
  remove(): Promise<void>;
}

export interface NamingOptions {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** What to type instead, for messages. */
  readonly advice: string;
}

/**
 * Finds the folder of a submission, and unpacks it first when it is an archive. `class/ada` also names `class/ada.zip`,
 * because that is how `npm run grade` calls it.
 * @throws UsageError when there is none, or the archive cannot be unpacked
 */
export async function namedSubmission(
  word: string,
  { cwd }: Pick<Context, "cwd">,
  { lesson, definition, advice }: NamingOptions,
): Promise<NamedSubmission> {
  const place = path.resolve(cwd, word);
  const found = await kindOf(place);
  // The learner's own folder is graded as it is: what is missing there is the news.
  if (found === "folder" && place === lesson.folder) return { folder: place, display: word, remove: async () => {} };
  if (found === "folder") {
    const { workFolder } = await import("../batch/intake/work-folder.ts");
    const work = await workFolder(place, lesson, definition);
    if (work.archive !== undefined) return { display: word, ...(await unpacked(work.archive, lesson, definition)) };
    const display = path.join(word, path.relative(place, work.folder));
    return { folder: work.folder, display: work.folder === place ? word : display, remove: async () => {} };
  }
  const { archiveStem } = await import("../batch/intake/archive.ts");
  const name = found === "ENOENT" ? await archiveCalled(place, archiveStem) : path.basename(place);
  if (found === "ENOENT" && name === undefined) throw new UsageError(`There is no folder ${quoteWord(word)}.`, advice);
  if (found !== "file" && found !== "ENOENT")
    throw new UsageError(`The folder ${quoteWord(word)} cannot be read (${found}).`, advice);
  if (name === undefined || archiveStem(name) === undefined)
    throw new UsageError(`${quoteWord(word)} is neither a folder nor an archive.`, advice);
  const archive = path.join(path.dirname(place), name);
  const display = path.join(path.dirname(word), name);
  return { display, ...(await unpacked(archive, lesson, definition)) };
}

async function unpacked(
  archive: string,
  lesson: Lesson,
  definition: LessonDefinition,
): Promise<Pick<NamedSubmission, "folder" | "remove">> {
  const [{ unpack }, { workFolder }, { ScratchDir }, { NotGradable }] = await Promise.all([
    import("../batch/intake/archive.ts"),
    import("../batch/intake/work-folder.ts"),
    import("../grade/scratch-dir.ts"),
    import("../grade/not-gradable.ts"),
  ]);
  const scratch = new ScratchDir(SCRATCH_PREFIX);
  try {
    await unpack(archive, path.join(scratch.folder, "1"), undefined);
    let work = await workFolder(path.join(scratch.folder, "1"), lesson, definition);
    // Some course systems put each submission's archive into another one.
    if (work.archive !== undefined) {
      await unpack(work.archive, path.join(scratch.folder, "2"), undefined);
      work = await workFolder(path.join(scratch.folder, "2"), lesson, definition);
    }
    return { folder: work.folder, remove: () => scratch.remove() };
  } catch (error) {
    await scratch.remove();
    throw error instanceof NotGradable ? new UsageError(`${error.reason.message}.`) : error;
  }
}

/** The one archive whose name without its extension this is. */
async function archiveCalled(
  place: string,
  archiveStem: (name: string) => string | undefined,
): Promise<string | undefined> {
  const beside = await readdir(path.dirname(place)).catch(() => []);
  const [only, ...others] = beside.filter((name) => archiveStem(name) === path.basename(place));
  return others.length === 0 ? only : undefined;
}

/** What is at an absolute path, or the code of the error. */
async function kindOf(place: string): Promise<string> {
  try {
    return (await stat(place)).isDirectory() ? "folder" : "file";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOTDIR" ? "ENOENT" : (code ?? "unknown error");
  }
}
