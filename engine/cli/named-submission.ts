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
  /** As typed, without a slash at the end, or the archive's name where only its beginning was typed. */
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
  const named = word.replace(/(?<=[^/])\/+$/, "");
  const found = await kindOf(place);
  // The learner's own folder is graded as it is: what is missing there is the news. So is one that holds the work at its top.
  const isWork = place === lesson.folder || (await kindOf(path.join(place, definition.entry))) === "file";
  if (found === "folder" && isWork) return { folder: place, display: named, remove: async () => {} };
  if (found === "folder") {
    const opened = await taken(place, "folder", lesson, definition);
    const inside = path.relative(place, opened.folder);
    const display = inside === "" || inside.startsWith("..") ? named : path.join(named, inside);
    return { ...opened, display };
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
  return { display, ...(await taken(archive, "archive", lesson, definition)) };
}

/** Takes it in as a class would, so that the same files are graded. A folder without the work is graded as it is. */
async function taken(
  source: string,
  kind: "folder" | "archive",
  lesson: Lesson,
  definition: LessonDefinition,
): Promise<Pick<NamedSubmission, "folder" | "remove">> {
  const [{ takeInOne }, { questionText }, { ScratchDir }] = await Promise.all([
    import("../batch/intake/take-in-one.ts"),
    import("../batch/intake/question.ts"),
    import("../grade/scratch-dir.ts"),
  ]);
  const scratch = new ScratchDir(SCRATCH_PREFIX);
  const name = path.basename(source);
  const handIn = { name, parts: [{ source, kind, as: name, isUtf8: true }], download: undefined, late: false };
  let made = 0;
  const nextFolderName = () => String(++made);
  const { submission } = await takeInOne(handIn, { scratch: scratch.folder, lesson, definition, nextFolderName });
  const { folder, question, refusal } = submission;
  const why = question === undefined ? refusal?.message : questionText(question);
  if (why === undefined) return { folder, remove: () => scratch.remove() };
  await scratch.remove();
  if (kind === "folder") return { folder: source, remove: async () => {} };
  throw new UsageError(`${why}.`);
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
