/**
 * Copies a submission to a folder of its own before anything of it is compiled or run.
 *
 * Only regular files are copied: a link could point at anything on this machine, and reading a named pipe never ends.
 */
import { copyFile, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { entryNames } from "./entry-names.ts";
import { NotGradable } from "./not-gradable.ts";
import { listFiles, readWithoutLinks, unreadable } from "./submitted-files.ts";
import type { SubmittedFile } from "./submitted-files.ts";

export interface Stage {
  /** Absolute path of the copy, without links in it. It is compiled here and never run. */
  readonly folder: string;
  /** Absolute path of the folder that holds this copy and those made of it. */
  readonly base: string;
  /** The file to start, relative to the folder. */
  readonly entry: string;
  /** Given files that the submission had changed; the lesson's own replaced them. */
  readonly replaced: readonly string[];
  /** A copy for one server to run in, so that what one writes no other sees. Resolves with its absolute path. */
  copy(): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Stages the submission in `source` (absolute path) for the lesson.
 * @param modules absolute path of the node_modules folder that its imports resolve in
 * Throws `NotGradable` with `submission-unreadable` or `file-missing`, naming the file.
 */
export async function stage(
  source: string,
  lesson: Lesson,
  definition: LessonDefinition,
  modules: string,
): Promise<Stage> {
  const base = await realpath(await mkdtemp(path.join(tmpdir(), "workbook-")));
  const folder = path.join(base, "compiled");
  const copying: Promise<void>[] = [];
  const remove = async () => {
    // A copy under way would bring the folder back.
    await Promise.allSettled(copying);
    await rm(base, { recursive: true, force: true });
  };
  try {
    const files = await listFiles(source);
    const entry = entryAmong(files, definition.entry);
    const given = new Set(definition.given);
    await mkdir(folder);
    for (const directory of new Set(files.map(({ name }) => path.dirname(name))))
      await mkdir(path.join(folder, directory), { recursive: true });
    await Promise.all(files.filter(({ name }) => !given.has(name)).map((file) => copyFrom(source, file.name, folder)));
    const replaced: string[] = [];
    for (const name of definition.given) {
      const own = files.find((file) => file.name === name);
      const original = path.join(lesson.solution, name);
      if (own !== undefined && !(await sameContent(path.join(source, name), original))) replaced.push(name);
      await copyFile(original, path.join(folder, name));
    }
    await symlink(modules, path.join(base, "node_modules"), "junction");
    // The lessons lie in a package of this type; a submission with a package.json of its own decides for itself.
    await writeFile(path.join(base, "package.json"), '{"type":"module"}\n');
    const copy = async () => {
      const own = path.join(base, `server-${copying.length + 1}`);
      const done = cp(folder, own, { recursive: true });
      copying.push(done);
      await done;
      return own;
    };
    return { folder, base, entry, replaced, copy, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Copies one file without following a link that may have taken its place since it was listed. */
async function copyFrom(source: string, name: string, folder: string): Promise<void> {
  try {
    await writeFile(path.join(folder, name), await readWithoutLinks(path.join(source, name)), { flag: "wx" });
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

async function sameContent(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([readWithoutLinks(a), readWithoutLinks(b)]);
  return first.equals(second);
}
