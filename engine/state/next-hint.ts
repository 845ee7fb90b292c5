/** The next hint of a lesson: which exercise it is for, how much it says, and the files it may quote. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { ExerciseResult, Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { nextHint, type HintLevel, type WithNotices } from "./progress.ts";

/** Larger than any source file a person writes. */
const SOURCE_LIMIT_BYTES = 1024 * 1024;

export interface NextHint extends WithNotices {
  readonly exercise: number;
  readonly level: HintLevel;
  /** True when the last level had already been shown. */
  readonly repeated: boolean;
  /** The learner's files as they are now, by name. Unreadable files and those above 1 MiB are left out. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The first exercise that did not pass; given `asked`, that exercise unless it passed. */
export function failingExercise(verdict: Verdict, asked: number | undefined): ExerciseResult | undefined {
  return verdict.exercises.find(
    (exercise) => exercise.status !== "passed" && (asked === undefined || exercise.id === asked),
  );
}

/** Chooses and records the next hint for an exercise that failed. Never throws. */
export async function revealNextHint(
  workbook: Workbook,
  lesson: Lesson,
  definition: LessonDefinition,
  verdict: Verdict,
  failing: ExerciseResult,
): Promise<NextHint> {
  const hint = await nextHint(workbook, lesson.slug, failing.id, failingCheck(verdict, failing));
  return { ...hint, exercise: failing.id, sources: await sourcesOf(lesson, definition) };
}

/** The key that hints are recorded under: the first failing check, or the reason why nothing could be checked. */
export function failingCheck(verdict: Verdict, exercise: ExerciseResult): string {
  if (verdict.reason !== null) return verdict.reason.code;
  return (
    exercise.checks.find((check) => check.status === "failed" || check.status === "error")?.id ??
    `exercise ${exercise.id}`
  );
}

/** The learner's files as they are now, by name. Unreadable files and those above 1 MiB are left out. */
export async function sourcesOf(lesson: Lesson, definition: LessonDefinition): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const name of [...definition.edits, ...definition.given]) {
    const file = path.join(lesson.folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true || found.size > SOURCE_LIMIT_BYTES) continue;
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) sources.set(name, text);
  }
  return sources;
}
