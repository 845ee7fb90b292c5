/**
 * The servers that a lesson's checks are tested with. Their verdicts are known before they are graded.
 */
import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { starterOf } from "../starter.ts";

/** What the verdict of a subject must be. */
export type Promised =
  | { readonly kind: "passes"; readonly stretch: boolean }
  | { readonly kind: "starter" }
  | { readonly kind: "earns-nothing" }
  | { readonly kind: "fails"; readonly check: string };

export interface Subject {
  /** For example `near-misses/1.3-no-welcome`. */
  readonly name: string;
  readonly promised: Promised;
  /** Absolute path of a complete submission. */
  readonly folder: string;
}

/** A folder of near misses or variants is empty, or its name does not begin with the id of a check. */
export class SubjectError extends Error {
  override name = "SubjectError";
}

/** Writes every subject of the lesson to a separate folder in `scratch`. */
export async function composeSubjects(
  lesson: Lesson,
  definition: LessonDefinition,
  scratch: string,
): Promise<Subject[]> {
  const compose = async (
    name: string,
    promised: Promised,
    change: (folder: string) => Promise<void>,
  ): Promise<Subject> => {
    const folder = await mkdtemp(path.join(scratch, "subject-"));
    for (const file of [...definition.edits, ...definition.given])
      await cp(path.join(lesson.solution, file), path.join(folder, file));
    await change(folder);
    return { name, promised, folder };
  };
  const write = async (folder: string, files: Iterable<readonly [string, string]>) => {
    for (const [file, text] of files) await writeFile(path.join(folder, file), text);
  };
  const starter = await starterOf(lesson, definition);
  const subjects = [
    await compose("solution", { kind: "passes", stretch: true }, async () => {}),
    await compose("starter", { kind: "starter" }, (folder) => write(folder, starter)),
    await compose("every file empty", { kind: "earns-nothing" }, (folder) =>
      write(
        folder,
        definition.edits.map((file) => [file, ""] as const),
      ),
    ),
  ];
  for (const file of definition.edits)
    subjects.push(await compose(`${file} empty`, { kind: "earns-nothing" }, (folder) => write(folder, [[file, ""]])));
  for (const name of await overlays(lesson, "variants")) {
    subjects.push(
      await compose(`variants/${name}`, { kind: "passes", stretch: false }, (folder) =>
        cp(path.join(lesson.checks, "variants", name), folder, { recursive: true }),
      ),
    );
  }
  for (const name of await overlays(lesson, "near-misses")) {
    const check = /^\d+\.\d+/.exec(name)?.[0];
    if (check === undefined)
      throw new SubjectError(
        `checks/${lesson.slug}/near-misses/${name} does not begin with the id of the check that must catch it`,
      );
    subjects.push(
      await compose(`near-misses/${name}`, { kind: "fails", check }, (folder) =>
        cp(path.join(lesson.checks, "near-misses", name), folder, { recursive: true }),
      ),
    );
  }
  return subjects;
}

/** A private temporary folder, and a function that removes it. */
export async function scratchFolder(parent: string): Promise<{ folder: string; remove: () => Promise<void> }> {
  await mkdir(parent, { recursive: true });
  const folder = await realpath(await mkdtemp(path.join(parent, "workbook-prove-")));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function overlays(lesson: Lesson, kind: string): Promise<string[]> {
  const entries = await readdir(path.join(lesson.checks, kind), { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  for (const name of names) {
    if ((await readdir(path.join(lesson.checks, kind, name))).length === 0)
      throw new SubjectError(`checks/${lesson.slug}/${kind}/${name} is empty`);
  }
  return names;
}
