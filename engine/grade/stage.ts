/**
 * Reads a submission before anything of it is compiled or run, and copies it to where its servers run.
 *
 * Only regular files are read: a link could point at anything on this machine, and reading a named pipe never ends.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { entryNames } from "./entry-names.ts";
import { NotGradable } from "./not-gradable.ts";
import { listFiles, readWithoutLinks, unreadable } from "./submitted-files.ts";
import type { SubmittedFile } from "./submitted-files.ts";

export interface Stage {
  /** The file to start, relative to the submission. */
  readonly entry: string;
  /** Given files that the submission had changed; the lesson's own replaced them. */
  readonly replaced: readonly string[];
  /** By path relative to the folder, with forward slashes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Writes every file below an existing, empty folder (absolute path). */
  writeTo(folder: string): Promise<void>;
}

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
  return { entry, replaced, files: contents, writeTo };
}

async function readOwn(source: string, name: string): Promise<Buffer> {
  try {
    return await readWithoutLinks(path.join(source, name));
  } catch (error) {
    throw unreadable(name, `${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** The entry under its own name, or as plain JavaScript. */
function entryAmong(files: readonly SubmittedFile[], wanted: string): string {
  const names = new Set(files.map(({ name }) => name));
  const found = entryNames(wanted).find((name) => names.has(name));
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
