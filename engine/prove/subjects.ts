/**
 * The servers that a lesson's checks are tested with. Their verdicts are known before they are graded.
 */
import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { LessonCode } from "../load-lesson-code.ts";
import { starterOf } from "../starter.ts";
import { findNearMisses, writeFiles } from "./near-misses.ts";
import { overlays } from "./overlays.ts";

/** What the verdict of a subject must be. */
export type Promised =
  | { readonly kind: "passes"; readonly stretch: boolean }
  | { readonly kind: "starter" }
  | { readonly kind: "earns-nothing" }
  | { readonly kind: "fails"; readonly check: string };

export interface Subject {
  /** For example `near-misses/1.3-no-welcome`. A path without steps upwards. */
  readonly name: string;
  readonly promised: Promised;
  /** Writes the complete submission into a folder, which is made. */
  readonly write: (folder: string) => Promise<void>;
}

export interface Subjects {
  readonly subjects: readonly Subject[];
  /** What cannot be graded at all, each as one sentence without a full stop that names the near miss or variant. */
  readonly faults: readonly string[];
}

/**
 * Every server of a lesson: the solution, the starter, empty files, the variants and the near misses.
 * @throws StarterError, AuthoredFileError and CheckFileError when the author's files cannot be used
 */
export async function subjectsOf(lesson: Lesson, { definition, suite }: LessonCode): Promise<Subjects> {
  const subject = (name: string, promised: Promised, change: (folder: string) => Promise<void>): Subject => ({
    name,
    promised,
    write: async (folder) => {
      await writeSolution(lesson, definition, folder);
      await change(folder);
    },
  });
  const faults: string[] = [];
  const programs = new Set(Object.values(definition.programs ?? {}));
  const starter = await starterOf(lesson, definition);
  const subjects = [
    subject("solution", { kind: "passes", stretch: true }, async () => {}),
    subject("starter", { kind: "starter" }, (folder) => writeFiles(folder, starter)),
    subject("every file empty", { kind: "earns-nothing" }, (folder) =>
      writeFiles(
        folder,
        definition.edits.map((file) => [file, ""] as const),
      ),
    ),
    // Without one of its programs a server still earns what is graded without it.
    ...definition.edits
      .filter((file) => !programs.has(file))
      .map((file) => subject(`${file} empty`, { kind: "earns-nothing" }, (folder) => writeFiles(folder, [[file, ""]]))),
  ];
  for (const { name, folder, empty } of await overlays(lesson, "variants"))
    if (empty) faults.push(`variant ${name} of ${lesson.slug} is an empty folder`);
    else
      subjects.push(
        subject(`variants/${name}`, { kind: "passes", stretch: false }, (target) =>
          cp(folder, target, { recursive: true }),
        ),
      );
  const checkIds = suite().exercises.flatMap(({ checks }) => checks.map(({ id }) => id));
  const found = await findNearMisses(lesson, definition, checkIds);
  for (const { name, check, write } of found.nearMisses)
    subjects.push(subject(`near-misses/${name}`, { kind: "fails", check }, write));
  return { subjects, faults: [...faults, ...found.faults] };
}

/** Writes the solution into a folder, which is made. */
export async function writeSolution(lesson: Lesson, { edits, given }: LessonDefinition, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of [...edits, ...given]) await cp(path.join(lesson.solution, file), path.join(folder, file));
}
