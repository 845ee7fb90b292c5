/**
 * What a submission holds. Only regular files are listed and read: a link could point at anything on this machine, and
 * reading a named pipe never ends.
 */
import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import path from "node:path";
import { MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES } from "./limits.ts";
import { NotGradable } from "./not-gradable.ts";

/** What tools and file managers leave beside the work. It is neither copied, counted nor compared. */
export const NOT_SUBMITTED: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  ".workbook",
  "__MACOSX",
  ".DS_Store",
  "Thumbs.db",
]);
/** Windows has neither flag; there a link was refused when the folder was listed. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** One regular file of a submission. */
export interface SubmittedFile {
  /** Relative to the submission, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
}

/** Every regular file of the submission. Throws `NotGradable` for anything that is neither file nor folder, and for too much of it. */
export async function listFiles(source: string): Promise<SubmittedFile[]> {
  const files: SubmittedFile[] = [];
  let total = 0;
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH) throw unreadable(folder, `${folder} lies more than ${MAX_DEPTH} folders deep`);
    const entries = await readdir(path.join(source, folder), { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => {
        throw unreadable(
          folder,
          `the folder ${folder === "" ? "of the submission" : folder} cannot be read (${error.code})`,
        );
      },
    );
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (NOT_SUBMITTED.has(entry.name)) continue;
      if (entry.isDirectory()) await visit(name, depth + 1);
      else if (entry.isFile()) {
        const { size } = await lstat(path.join(source, name));
        total += size;
        if (size > MAX_FILE_BYTES)
          throw unreadable(name, `${name} is ${megabytes(size)} large; a file may have ${megabytes(MAX_FILE_BYTES)}`);
        if (total > MAX_TOTAL_BYTES)
          throw unreadable(
            name,
            `the files add up to more than ${megabytes(MAX_TOTAL_BYTES)}; the limit was passed at ${name}`,
          );
        if (files.push({ name, bytes: size }) > MAX_FILES)
          throw unreadable(name, `the submission holds more than ${MAX_FILES} files; node_modules is not counted`);
      } else if (entry.isSymbolicLink())
        throw unreadable(name, `${name} is a symbolic link; put the file itself there`);
      else throw unreadable(name, `${name} is no regular file (a pipe, a socket or a device)`);
    }
  };
  await visit("", 0);
  return files;
}

/** The content of a file, without following a link that may have taken its place since it was listed. */
export async function readWithoutLinks(file: string): Promise<Buffer> {
  const handle = await open(file, READ_NO_LINK);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** The refusal of a submission that holds something it may not. */
export function unreadable(file: string, message: string): NotGradable {
  // A name may hold anything; a line end in it must not begin a line of ours.
  return new NotGradable({
    code: "submission-unreadable",
    message: message.replaceAll(/[\r\n]/g, "\\n"),
    file,
    hint: "A submission is a folder of ordinary files.",
  });
}

/** For people, with one digit: `4 MB`. */
export function megabytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;
}
