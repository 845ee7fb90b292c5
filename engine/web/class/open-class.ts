/**
 * A graded class for the instructor's view. The folder is read again each time, because `grade` may still be running.
 */
import { stat } from "node:fs/promises";
import path from "node:path";
import { loadDefinition } from "../../load-lesson-code.ts";
import { lessonsOf, readCourse } from "../../lesson.ts";
import type { Verdict } from "../../verdict.ts";
import type { Workbook } from "../../workbook.ts";
import type { ClassView, DiffView, SubmissionView } from "../api.ts";
import { isGraded } from "../../batch/collect-set.ts";
import type { ResultSet, SetEntry } from "../../batch/sets.ts";
import type { Grade } from "../../policy/grade.ts";
import { readGrades } from "../../batch/grades-file.ts";
import { gradedSet, gradedVerdict } from "./grades-folder.ts";
import { checksOf, rowOf } from "./submission-row.ts";

export { ClassFolderError } from "./grades-folder.ts";

/** The number of cached verdicts, so that filtering a class does not read files again. */
const MAX_CACHED_VERDICTS = 2_000;
/** The number of files read at a time, each of which needs a descriptor. */
const MAX_READS = 32;

export class GradedClass {
  readonly #workbook: Workbook;
  readonly #folder: string;
  readonly #shown: string;
  /** Folders that the set's relative path may refer to. */
  readonly #bases: readonly string[];
  /** By key. Results never change. */
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
    for (let start = 0; start < set.entries.length; start += MAX_READS) {
      const entries = set.entries.slice(start, start + MAX_READS);
      graded.push(
        ...(await Promise.all(entries.map(async (entry) => ({ entry, verdict: await this.#verdict(entry) })))),
      );
    }
    const grades = await this.#grades(set);
    const verdicts = graded.flatMap(({ verdict }) => verdict ?? []);
    return {
      folder: this.#shown,
      lesson: set.config.lesson,
      title: set.title,
      submissions: graded.flatMap(({ entry, verdict }) =>
        verdict === undefined ? [] : [rowOf(entry.name, verdict, grades.get(entry.name))],
      ),
      asked: set.entries.flatMap(({ name, outcome, asked = "" }) =>
        outcome === "needs-a-decision" ? [{ name, found: asked }] : [],
      ),
      checks: checksOf(verdicts),
    };
  }

  /** Undefined when there is no submission with that name, or it is not graded yet. */
  async submission(id: string): Promise<SubmissionView | undefined> {
    const set = await gradedSet(this.#folder, this.#shown);
    const entry = set.entries.find(({ name }) => name === id);
    const verdict = entry === undefined ? undefined : await this.#verdict(entry);
    if (entry === undefined || verdict === undefined) return undefined;
    const files = await this.#filesOf(set.folder, entry);
    const grades = await this.#grades(set);
    // Results do not contain a name, because several learners may have submitted the same files.
    const named = { ...verdict, submission: `${set.folder.replace(/(?<!\/)\/+$/, "")}/${entry.name}` };
    return { row: rowOf(entry.name, verdict, grades.get(entry.name)), verdict: named, canCompare: files !== undefined };
  }

  /** Undefined when there is no submission with that name, or its files are gone. */
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

  /** By name of the submission; none where there is no policy. */
  #grades({ name }: ResultSet): Promise<ReadonlyMap<string, Grade>> {
    // The name comes from a file, and must not lead out of the folder.
    return readGrades(path.join(this.#folder, path.basename(name)));
  }

  async #verdict(entry: SetEntry): Promise<Verdict | undefined> {
    if (!isGraded(entry)) return undefined;
    const cached = this.#verdicts.get(entry.key);
    if (cached !== undefined) return cached;
    const verdict = await gradedVerdict(this.#folder, entry);
    // A fault may still be followed by a result, so it is not cached.
    if (verdict === undefined || verdict.outcome === "grader-error") return verdict;
    if (this.#verdicts.size >= MAX_CACHED_VERDICTS) this.#verdicts.clear();
    this.#verdicts.set(entry.key, verdict);
    return verdict;
  }

  /** The submission's folder. An archive has none, so it cannot be compared. */
  async #filesOf(submissions: string, { name }: SetEntry): Promise<string | undefined> {
    // The name comes from a file, and must not lead out of the folder.
    if (name !== path.basename(name) || name.startsWith(".")) return undefined;
    for (const base of this.#bases) {
      const folder = path.join(path.resolve(base, submissions), name);
      if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return folder;
    }
    return undefined;
  }
}

/** @throws ClassFolderError when the folder (absolute path) contains no grades */
export async function openClass(workbook: Workbook, folder: string, shown: string, cwd: string): Promise<GradedClass> {
  await gradedSet(folder, shown);
  return new GradedClass(workbook, folder, shown, cwd);
}
