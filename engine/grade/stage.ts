/**
 * Reads a submission before anything of it is compiled or run, and copies it to where its servers run.
 *
 * Only regular files are read: a link could point at anything on this machine, and reading a named pipe never ends.
 */
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES } from "./limits.ts";
import { NotGradable } from "./not-gradable.ts";

export interface Stage {
  /** The file to start, relative to the submission. */
  readonly entry: string;
  /** Given files that the submission had changed; the lesson's own replaced them. */
  readonly replaced: readonly string[];
  /** Writes every file below an existing, empty folder (absolute path). */
  writeTo(folder: string): Promise<void>;
}

/** Folders that belong to tools, not to a submission. */
const NOT_COPIED = new Set(["node_modules", ".git", ".workbook", "__MACOSX"]);
/** Windows has neither flag; there a link was refused when the folder was listed. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const ENTRY_EXTENSIONS = [".ts", ".mts", ".js", ".mjs"];

/**
 * Stages the submission in `source` (absolute path) for the lesson.
 * Throws `NotGradable` with `submission-unreadable` or `file-missing`, naming the file.
 */
export async function stage(source: string, lesson: Lesson, definition: LessonDefinition): Promise<Stage> {
  const files = await listFiles(source);
  const entry = entryAmong(files, definition.entry);
  const [own, given] = await Promise.all([
    Promise.all(files.map(async ({ name }) => [name, await readOwn(source, name)] as const)),
    Promise.all(
      definition.given.map(async (name) => [name, await readFile(path.join(lesson.solution, name))] as const),
    ),
  ]);
  const contents = new Map(own);
  const replaced: string[] = [];
  for (const [name, original] of given) {
    if (contents.get(name)?.equals(original) === false) replaced.push(name);
    contents.set(name, original);
  }
  const folders = [...new Set([...contents.keys()].map((name) => path.posix.dirname(name)))].filter(
    (folder) => folder !== ".",
  );
  const inTheWay = definition.given.find((name) =>
    folders.some((folder) => folder === name || folder.startsWith(`${name}/`)),
  );
  if (inTheWay !== undefined)
    throw unreadable(inTheWay, `${inTheWay} is a folder; a file of that name comes with the lesson`);
  const writeTo = async (folder: string) => {
    for (const inner of folders) await mkdir(path.join(folder, inner), { recursive: true });
    await Promise.all(
      [...contents].map(([name, content]) => writeFile(path.join(folder, name), content, { flag: "wx" })),
    );
  };
  return { entry, replaced, writeTo };
}

interface File {
  /** Relative to the submission, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
}

/** Every regular file of the submission. Throws `NotGradable` for anything that is neither file nor folder, and for too much of it. */
async function listFiles(source: string): Promise<File[]> {
  const files: File[] = [];
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
      if (NOT_COPIED.has(entry.name)) continue;
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

async function readOwn(source: string, name: string): Promise<Buffer> {
  try {
    return await readWithoutLinks(path.join(source, name));
  } catch (error) {
    throw unreadable(name, `${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** The entry under its own name, or as plain JavaScript. */
function entryAmong(files: readonly File[], wanted: string): string {
  const stem = wanted.slice(0, -path.extname(wanted).length);
  const names = new Set(files.map(({ name }) => name));
  const found = ENTRY_EXTENSIONS.map((extension) => stem + extension).find((name) => names.has(name));
  if (found !== undefined) return found;
  const elsewhere = files.find(({ name }) => name.endsWith(`/${wanted}`));
  throw new NotGradable({
    code: "file-missing",
    message: `${wanted} is missing`,
    file: wanted,
    hint:
      elsewhere === undefined
        ? `The server starts from ${wanted}; npm run reset puts the starter back and keeps your files.`
        : `There is one at ${elsewhere.name}: hand in that folder instead.`,
  });
}

/** Does not follow a link that may have taken the place of the file since it was listed. */
async function readWithoutLinks(file: string): Promise<Buffer> {
  const handle = await open(file, READ_NO_LINK);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, message: string): NotGradable {
  // A name may hold anything; a line end in it must not begin a line of ours.
  return new NotGradable({
    code: "submission-unreadable",
    message: message.replaceAll(/[\r\n]/g, "\\n"),
    file,
    hint: "A submission is a folder of ordinary files.",
  });
}

function megabytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;
}
