/**
 * Reads a submission before any of it is compiled or run, and copies it to where its servers run.
 *
 * Only regular files are read: a link could point to any file of this machine, and reading a named pipe never ends.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { Advice } from "../verdict.ts";
import { compiledName, entryNames } from "./entry-names.ts";
import { isRefusedName } from "./machine-fault.ts";
import { misnamedFile } from "./misnamed-file.ts";
import { NotGradable } from "./not-gradable.ts";
import { hasDotName, listTree, readSubmitted, unreadable } from "./submitted-files.ts";
import type { SubmittedFile } from "./submitted-files.ts";

export interface Stage {
  /** The file to start, relative to the submission. */
  readonly entry: string;
  /** The name of the compiled file, which the submission does not use itself. */
  readonly compiled: string;
  /** Given files that the submission had changed, and that were replaced by the lesson's own. */
  readonly replaced: readonly string[];
  /** What was not copied; see `SubmittedTree`. */
  readonly leftOut: ReadonlyMap<string, string>;
  /** By path relative to the folder, with forward slashes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Writes every file below an existing, empty folder (absolute path). */
  writeTo(folder: string): Promise<void>;
}

/**
 * Stages the submission in `source` (absolute path) for the lesson.
 * @throws NotGradable with `submission-unreadable` or `file-missing`, naming the file
 */
export async function stage(source: string, lesson: Lesson, definition: LessonDefinition): Promise<Stage> {
  const { files, leftOut: all } = await listTree(source);
  const entry = entryAmong(files, all, definition, lesson);
  const [own, given] = await Promise.all([
    Promise.all(files.map(async ({ name }) => [name, await readSubmitted(source, name)] as const)),
    Promise.all(
      definition.given.map(async (name) => [name, await readFile(path.join(lesson.solution, name))] as const),
    ),
  ]);
  for (const [name, content] of own) refuseUtf16(name, content);
  const contents = new Map(own);
  const replaced: string[] = [];
  for (const [name, original] of given) {
    if (contents.get(name)?.equals(original) === false || all.has(name)) replaced.push(name);
    contents.set(name, original);
  }
  // Where the lesson's own copy is used, nothing is left out.
  const leftOut = new Map([...all].filter(([name]) => !contents.has(name)));
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
    await Promise.all([...contents].map(([name, content]) => writeStaged(folder, name, content)));
  };
  const compiled = compiledName(entry, [...contents.keys(), ...leftOut.keys()]);
  return { entry, compiled, replaced, leftOut, files: contents, writeTo };
}

async function writeStaged(folder: string, name: string, content: Uint8Array): Promise<void> {
  try {
    await writeFile(path.join(folder, name), content, { flag: "wx" });
  } catch (error) {
    if (!isRefusedName(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw unreadable(name, `${name} has a name that cannot be used on this system (${code}); rename it`);
  }
}

const CODE = /\.[cm]?[jt]sx?$/;

/** Some editors and shells write UTF-16, which no compiler of TypeScript reads: its byte order mark says so (RFC 2781, section 3.2). */
function refuseUtf16(name: string, content: Buffer): void {
  const mark = content.length < 2 ? 0 : content.readUInt16BE(0);
  if (!CODE.test(name) || (mark !== 0xfffe && mark !== 0xfeff)) return;
  throw new NotGradable({
    code: "submission-unreadable",
    message: `${name} is saved as UTF-16, and code has to be UTF-8`.replaceAll(/[\r\n]/g, "\\n"),
    file: name,
    hint: "Save it again with the encoding UTF-8: editors have that as “Save with encoding”. Windows PowerShell's > writes UTF-16.",
  });
}

/** How many names a remark lists. */
const NAMED = 3;

/** A remark about what was left out, or undefined. Names that begin with a dot belong to tools and are not mentioned. */
export function leftOutRemark(leftOut: Stage["leftOut"]): Advice | undefined {
  const names = [...leftOut.keys()].filter((name) => !hasDotName(name));
  if (names.length === 0) return undefined;
  const shown = names.slice(0, NAMED).join(", ");
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return {
    code: "not-copied",
    text: `only regular files are copied to where the server runs; links, pipes and sockets are not: ${shown}${more}`,
  };
}

/** The entry file under its own name, or the same as plain JavaScript. */
function entryAmong(
  files: readonly SubmittedFile[],
  leftOut: Stage["leftOut"],
  { entry: wanted, given }: Pick<LessonDefinition, "entry" | "given">,
  { slug }: Pick<Lesson, "slug">,
): string {
  const names = new Set(files.map(({ name }) => name));
  const found = entryNames(wanted).find((name) => names.has(name));
  if (found !== undefined) return found;
  // The lesson's own copy is used, so it need not be handed in.
  if (given.includes(wanted)) return wanted;
  const why = leftOut.get(wanted);
  if (why !== undefined) throw unreadable(wanted, `${wanted} ${why}`);
  const others = files.filter(({ name }) => name.endsWith(`/${wanted}`));
  // A whole workbook holds many servers, of which one is the learner's.
  const elsewhere = others.find(({ name }) => `/${name}`.endsWith(`/lessons/${slug}/${wanted}`)) ?? others[0];
  const misnamed = misnamedFile(wanted, names);
  throw new NotGradable({
    code: "file-missing",
    message: `${wanted} is missing`,
    file: wanted,
    hint:
      elsewhere !== undefined
        ? `There is one at ${elsewhere.name}: hand in the folder ${path.posix.dirname(elsewhere.name)} instead.`
        : misnamed !== undefined
          ? `There is a file ${misnamed}: rename it to ${wanted}.`
          : `The server starts from ${wanted}; npm run reset puts the starter back and keeps your files.`,
  });
}
