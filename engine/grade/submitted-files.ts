/**
 * Lists the files of a submission. Only regular files are read: a link could point to any file of this machine, and reading
 * a named pipe never ends.
 */
import { constants } from "node:fs";
import { access, lstat, open } from "node:fs/promises";
import path from "node:path";
import { folderEntries, NOT_UTF8, type FolderEntry } from "./folder-entries.ts";
import { MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, MAX_PATH_BYTES, MAX_TOTAL_BYTES } from "./limits.ts";
import { isMachineFault } from "./machine-fault.ts";
import { NotGradable } from "./not-gradable.ts";

/** What tools and file managers leave beside the work. It is not copied, counted or compared. */
export const NOT_SUBMITTED: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  ".workbook",
  "__MACOSX",
  ".DS_Store",
  "Thumbs.db",
]);
/** Windows has neither flag; there, links are refused only when the folder is listed. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** One regular file of a submission. */
export interface SubmittedFile {
  /** Relative to the submission, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
}

/** The files of a submission, and what else it contains. */
export interface SubmittedTree {
  readonly files: readonly SubmittedFile[];
  /**
   * Why something is not copied, as the end of a sentence that begins with its name; by name relative to the submission.
   * Only an import of it is refused, with that sentence.
   */
  readonly leftOut: ReadonlyMap<string, string>;
}

/** Why a symbolic link is left out. */
export const LINK = "is a symbolic link; put the file itself there";
const SPECIAL = "is not a regular file (but a pipe, a socket or a device)";
const DOT_FOLDER = "is a folder whose name begins with a dot, and those are not copied; give it another name";

/** The regular files of a submission. @throws NotGradable as `listTree` does */
export async function listFiles(source: string): Promise<readonly SubmittedFile[]> {
  return (await listTree(source)).files;
}

/**
 * Lists a submission (absolute path), by name.
 *
 * Anything that is neither a file nor a folder is left out and never opened: Emacs keeps a dangling link `.#server.ts`
 * beside an unsaved file, and a socket or link that no code imports does no harm.
 *
 * Names that begin with a dot belong to tools. A **dot folder** (`.direnv`, `.vscode`, `.cache`) is left out with all its
 * content. A **dot file** is copied like any other, because a server may read `.env` or import `./.config.ts`; one that
 * cannot be copied (unreadable, too large) is left out, where any other file would be refused.
 * @throws NotGradable for a file that cannot be read, a name that is not UTF-8, and files that are too many or too large;
 * the error of the file system when the machine is out of memory or file descriptors
 */
export async function listTree(source: string): Promise<SubmittedTree> {
  const files: SubmittedFile[] = [];
  const leftOut = new Map<string, string>();
  let total = 0;
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH) throw unreadable(folder, `${folder} is more than ${MAX_DEPTH} folders deep`);
    for (const entry of await entriesIn(source, folder)) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (NOT_SUBMITTED.has(entry.name)) continue;
      const isDot = entry.name.startsWith(".");
      if (!entry.isUtf8 && !isDot) throw unreadable(name, `${name} ${NOT_UTF8}`);
      if (Buffer.byteLength(name) > MAX_PATH_BYTES)
        throw unreadable(name, `${name} has a path longer than ${MAX_PATH_BYTES} bytes`);
      if (entry.kind === "folder" && !isDot) {
        await visit(name, depth + 1);
        continue;
      }
      const why = whyLeftOut(entry);
      const found = why === undefined ? await sizeOf(source, name, isDot) : { why };
      if (found === undefined) continue;
      if ("why" in found) leftOut.set(name, found.why);
      else {
        total += found.bytes;
        if (total > MAX_TOTAL_BYTES)
          throw unreadable(
            name,
            `the files add up to more than ${megabytes(MAX_TOTAL_BYTES)}; the limit was passed at ${name}`,
          );
        files.push({ name, bytes: found.bytes });
      }
      if (files.length + leftOut.size > MAX_FILES)
        throw unreadable(name, `the submission contains more than ${MAX_FILES} files; node_modules is not counted`);
    }
  };
  await visit("", 0);
  return { files, leftOut };
}

/** Whether the name of a file, or of a folder that contains it, begins with a dot. */
export function hasDotName(name: string): boolean {
  return name.split("/").some((part) => part.startsWith("."));
}

async function entriesIn(source: string, folder: string): Promise<readonly FolderEntry[]> {
  try {
    return await folderEntries(path.join(source, folder));
  } catch (error) {
    if (isMachineFault(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw unreadable(folder, `the folder ${folder === "" ? "of the submission" : folder} cannot be read (${code})`);
  }
}

function whyLeftOut({ kind, isUtf8 }: FolderEntry): string | undefined {
  if (kind === "link") return LINK;
  if (kind === "other") return SPECIAL;
  if (kind === "folder") return DOT_FOLDER;
  return isUtf8 ? undefined : NOT_UTF8;
}

/** The size of a regular file, or why it is left out; undefined when it was removed after the folder was listed. */
async function sizeOf(
  source: string,
  name: string,
  isDot: boolean,
): Promise<{ readonly bytes: number } | { readonly why: string } | undefined> {
  let why: string;
  try {
    const { size } = await lstat(path.join(source, name));
    if (isDot) await access(path.join(source, name), constants.R_OK);
    if (size <= MAX_FILE_BYTES) return { bytes: size };
    why = `is ${megabytes(size)} large; the limit for one file is ${megabytes(MAX_FILE_BYTES)}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isMachineFault(error)) throw error;
    if (code === "ENOENT") return undefined;
    why = `cannot be read (${code})`;
  }
  if (isDot) return { why };
  throw unreadable(name, `${name} ${why}`);
}

/**
 * The content of a submission's file, without following a link that may have replaced it after it was listed.
 * @param name relative to `source`
 * @throws NotGradable naming the file; the error of the file system when the machine is out of a resource
 */
export async function readSubmitted(source: string, name: string): Promise<Buffer> {
  try {
    return await readWithoutLinks(path.join(source, name));
  } catch (error) {
    if (isMachineFault(error)) throw error;
    throw unreadable(name, `${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

async function readWithoutLinks(file: string): Promise<Buffer> {
  const handle = await open(file, READ_NO_LINK);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** The refusal of a submission because of one file. */
export function unreadable(file: string, message: string): NotGradable {
  // A name may contain any character; a line end in it must not start a new line of output.
  return new NotGradable({
    code: "submission-unreadable",
    message: message.replaceAll(/[\r\n]/g, "\\n"),
    file,
    hint: "A submission is a folder of ordinary files.",
  });
}

/** A size for people: `4 MB`. */
export function megabytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;
}
