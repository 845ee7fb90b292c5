/** A graded class for the instructor's view. The folder is read anew each time: `grade` may still be at work in it. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { loadDefinition } from "../../load-lesson-code.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import type { Verdict } from "../../verdict.ts";
import type { Workbook } from "../../workbook.ts";
import type { ClassView, DiffView, SubmissionView } from "../api.ts";
import type { SetEntry } from "../../batch/sets.ts";
import { gradedSet, gradedVerdict } from "./grades-folder.ts";
import { checksOf, rowOf } from "./submission-row.ts";

export { ClassFolderError } from "./grades-folder.ts";

/** Verdicts that are held, so that filtering a class reads no file twice. */
const VERDICTS_HELD = 2_000;
/** Each file that is read is open meanwhile. */
const READ_AT_ONCE = 32;

export class GradedClass {
  readonly #workbook: Workbook;
  readonly #folder: string;
  readonly #shown: string;
  /** Where `grade` may have been called from. */
  readonly #bases: readonly string[];
  /** By key: a result never changes. */
  readonly #verdicts = new Map<string, Verdict>();

  constructor(workbook: Workbook, folder: string, shown: string, cwd: string) {
    this.#workbook = workbook;
    this.#folder = folder;
    this.#shown = shown;
    this.#bases = [cwd, workbook.root, path.dirname(folder)];
  }

  async view(): Promise<ClassView> {
    const set = await gradedSet(this.#folder, this.#shown);
    const graded: { readonly entry: SetEntry; readonly verdict: Verdict | undefined }[] = [];
    for (let start = 0; start < set.entries.length; start += READ_AT_ONCE) {
      const entries = set.entries.slice(start, start + READ_AT_ONCE);
      graded.push(
        ...(await Promise.all(entries.map(async (entry) => ({ entry, verdict: await this.#verdict(entry) })))),
      );
    }
    const verdicts = graded.flatMap(({ verdict }) => verdict ?? []);
    return {
      folder: this.#shown,
      lesson: set.config.lesson,
      title: set.title,
      submissions: graded.flatMap(({ entry, verdict }) => (verdict === undefined ? [] : [rowOf(entry.name, verdict)])),
      checks: checksOf(verdicts),
    };
  }

  /** Undefined when there is no submission of that name, or it has not been graded yet. */
  async submission(id: string): Promise<SubmissionView | undefined> {
    const set = await gradedSet(this.#folder, this.#shown);
    const entry = set.entries.find(({ name }) => name === id);
    const verdict = entry === undefined ? undefined : await this.#verdict(entry);
    if (entry === undefined || verdict === undefined) return undefined;
    const files = await this.#filesOf(set.folder, entry);
    // A result names nobody, because several may have handed in the same.
    const named = { ...verdict, submission: `${set.folder.replace(/(?<!\/)\/+$/, "")}/${entry.name}` };
    return { row: rowOf(entry.name, verdict), verdict: named, canCompare: files !== undefined };
  }

  /** Undefined when there is no submission of that name, or its files are not there. */
  async diff(id: string): Promise<DiffView | undefined> {
    const set = await gradedSet(this.#folder, this.#shown);
    const entry = set.entries.find(({ name }) => name === id);
    const folder = entry === undefined ? undefined : await this.#filesOf(set.folder, entry);
    const course = await readCourse(this.#workbook);
    const lesson = lessonsOf(this.#workbook, course).find(({ slug, built }) => slug === set.config.lesson && built);
    if (folder === undefined || lesson === undefined) return undefined;
    const { diffView } = await import("../views/diff-view.ts");
    const definition = await loadDefinition(this.#workbook, lesson);
    return await diffView({ workbook: this.#workbook, lesson, definition, folder, display: id, owner: id });
  }

  async #verdict(entry: SetEntry): Promise<Verdict | undefined> {
    const held = this.#verdicts.get(entry.key);
    if (held !== undefined) return held;
    const verdict = await gradedVerdict(this.#folder, entry);
    // A failure of the workbook may be followed by a result.
    if (verdict === undefined || verdict.outcome === "grader-error") return verdict;
    if (this.#verdicts.size >= VERDICTS_HELD) this.#verdicts.clear();
    this.#verdicts.set(entry.key, verdict);
    return verdict;
  }

  /** The folder somebody handed in; an archive has none that could be compared. */
  async #filesOf(submissions: string, { name }: SetEntry): Promise<string | undefined> {
    // A name comes from a file; it must not lead anywhere else.
    if (name !== path.basename(name) || name.startsWith(".")) return undefined;
    for (const base of this.#bases) {
      const folder = path.join(path.resolve(base, submissions), name);
      if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return folder;
    }
    return undefined;
  }
}

/** @throws ClassFolderError when there are no grades in the folder (absolute path) */
export async function openClass(workbook: Workbook, folder: string, shown: string, cwd: string): Promise<GradedClass> {
  await gradedSet(folder, shown);
  return new GradedClass(workbook, folder, shown, cwd);
}
