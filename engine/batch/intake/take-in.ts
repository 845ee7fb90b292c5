/**
 * Reads a class: a folder, as a course system exports it, with a folder or an archive for each learner. What cannot be
 * run safely is refused here and never reaches the grader.
 */
import { stat } from "node:fs/promises";
import path from "node:path";
import { folderEntries, NOT_UTF8, type FolderEntry } from "../../grade/folder-entries.ts";
import { NotGradable } from "../../grade/not-gradable.ts";
import { unreadable } from "../../grade/submitted-files.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { listOf } from "../../text/suggest.ts";
import type { Reason } from "../../verdict.ts";
import { archiveStem, unpack } from "./archive.ts";
import { ClassFolderError } from "./class-folder-error.ts";
import { shownName } from "./entry-path.ts";
import { intakeFault } from "./intake-fault.ts";
import { hashRefusal, hashTree } from "./hash-tree.ts";
import type { Submission } from "./submission.ts";
import { workFolder } from "./work-folder.ts";

export interface TakeInOptions {
  /** Absolute path of an empty folder to unpack archives into. It must outlive the grading; the caller removes it. */
  readonly scratch: string;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** Stops between two files; the promise then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface TakenIn {
  /** By name. */
  readonly submissions: readonly Submission[];
  /** Entries of the class folder that are not submissions. `why` continues a sentence that begins with the name. */
  readonly ignored: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Finds the submissions of a class: each folder, `.zip`, `.tar.gz`, `.tgz` and `.tar` directly in it is one.
 * @param folder absolute path
 * @throws ClassFolderError when there is nothing to grade; the signal's reason
 */
export async function takeIn(folder: string, options: TakeInOptions): Promise<TakenIn> {
  const entries = await entriesOf(folder);
  const ignored = entries.flatMap((entry) => {
    const why = whyIgnored(entry);
    return why === undefined ? [] : [{ name: entry.name, why }];
  });
  const byName = new Map<string, FolderEntry[]>();
  for (const entry of entries) {
    if (whyIgnored(entry) !== undefined) continue;
    const name = sameName(nameOf(entry));
    byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  if (byName.size === 0)
    throw new ClassFolderError(
      `${folder} contains no submission: put a folder, a .zip or a .tar.gz for each learner into it.`,
    );
  const submissions: Submission[] = [];
  for (const sharing of byName.values()) {
    options.signal?.throwIfAborted();
    submissions.push(await takeInOne(folder, sharing, String(submissions.length + 1), options));
  }
  return { submissions: submissions.toSorted((one, other) => (one.name < other.name ? -1 : 1)), ignored };
}

/**
 * Reads one submission. An error affects only this submission.
 * @param number names its folder in `scratch`, so that the path reveals nothing about the learner to the submission
 * @throws the signal's reason
 */
async function takeInOne(
  folder: string,
  sharing: readonly FolderEntry[],
  number: string,
  { scratch, lesson, definition, signal }: TakeInOptions,
): Promise<Submission> {
  const [entry] = sharing as [FolderEntry];
  const name = nameOf(entry);
  const source = path.join(folder, entry.name);
  try {
    if (!entry.isUtf8) throw unreadable(entry.name, `${shownName(entry.name)} ${NOT_UTF8}`);
    if (sharing.length > 1) throw sharedName(sharing);
    const outer = entry.kind === "folder" ? source : await unpackedTo(source, path.join(scratch, number), signal);
    const found = await workFolder(outer, lesson, definition);
    // Only in a folder of the class: archives inside archives are not unpacked.
    if (found.archive === undefined || outer !== source) return await submissionIn(name, found.folder);
    const inner = await unpackedTo(found.archive, path.join(scratch, number), signal);
    return await submissionIn(name, (await workFolder(inner, lesson, definition)).folder);
  } catch (error) {
    signal?.throwIfAborted();
    const reason = error instanceof NotGradable ? error.reason : intakeFault(error, entry.name, scratch);
    return refused(name, source, reason);
  }
}

async function submissionIn(name: string, folder: string): Promise<Submission> {
  return { name, folder, hash: await hashTree(folder) };
}

function refused(name: string, folder: string, refusal: Reason): Submission {
  return { name, folder, hash: hashRefusal(refusal), refusal };
}

async function unpackedTo(archive: string, target: string, signal: AbortSignal | undefined): Promise<string> {
  await unpack(archive, target, signal);
  return target;
}

async function entriesOf(folder: string): Promise<FolderEntry[]> {
  try {
    if (!(await stat(folder)).isDirectory())
      throw new ClassFolderError(`${folder} is a file: name the folder that contains the submissions.`);
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

function whyIgnored(entry: FolderEntry): string | undefined {
  if (entry.name.startsWith(".")) return "begins with a dot";
  if (entry.name === "__MACOSX") return "is what macOS adds to an archive";
  if (entry.kind === "link") return "is a link; put the folder or the archive itself there";
  if (entry.kind === "folder") return undefined;
  if (entry.kind === "other") return "is neither a folder nor a file";
  const stem = archiveStem(entry.name);
  return stem === undefined ? "is neither a folder nor an archive" : undefined;
}

function nameOf(entry: FolderEntry): string {
  return entry.kind === "folder" ? entry.name : (archiveStem(entry.name) ?? entry.name);
}

/** Results go into folders named like the submissions, also on file systems that ignore case and compose letters. */
function sameName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function sharedName(sharing: readonly FolderEntry[]): NotGradable {
  const names = sharing.map((entry) => shownName(entry.name));
  return unreadable(
    names[0] ?? "",
    `${listOf(names, "and")} have the same name; keep the one that counts and move the rest elsewhere`,
  );
}
