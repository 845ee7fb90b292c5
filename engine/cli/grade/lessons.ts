/** Which lessons `grade` is asked for, and where the submissions of each are. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { listOf, quoteWord } from "../../text/suggest.ts";
import type { Context } from "../command.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { UsageError } from "../usage-error.ts";

export interface LessonClass {
  readonly lesson: Lesson;
  /** Absolute path of the folder of submissions, and as given. */
  readonly folder: string;
  readonly shown: string;
}

/**
 * `lesson-a class`, `lesson-a lesson-b class` where every submission holds several lessons, or a folder with a class in a
 * folder for each lesson.
 * @throws UsageError
 */
export async function lessonClasses(words: readonly string[], usage: string, context: Context): Promise<LessonClass[]> {
  const shown = words.at(-1);
  if (shown === undefined) throw new UsageError("Which lesson should be graded?", `Type ${usage}.`);
  const folder = path.resolve(context.cwd, shown);
  if (words.length === 1) return classesIn(folder, shown, usage, context);
  const lessons: Lesson[] = [];
  for (const word of words.slice(0, -1)) lessons.push(await resolveLesson(context.workbook, word));
  const twice = lessons.find((lesson, index) => lessons.findIndex(({ slug }) => slug === lesson.slug) !== index);
  if (twice !== undefined) throw new UsageError(`${twice.slug} is named twice.`, `Type ${usage}.`);
  return lessons.map((lesson) => ({ lesson, folder, shown }));
}

async function classesIn(folder: string, shown: string, usage: string, { workbook }: Context): Promise<LessonClass[]> {
  const known = lessonsOf(workbook, await readCourse(workbook)).filter(({ built }) => built);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
  const found = known.filter(({ slug }) => names.has(slug));
  if (found.length > 0)
    return found.map((lesson) => ({
      lesson,
      folder: path.join(folder, lesson.slug),
      shown: path.join(shown, lesson.slug),
    }));
  if (known.some(({ slug }) => slug === shown || slug === `lesson-${shown}`))
    throw new UsageError("Which folder contains the submissions?", `Type ${usage}.`);
  throw new UsageError(
    `${quoteWord(shown)} contains no folder named like a lesson.`,
    `Type ${usage}. The lessons are ${listOf(
      known.map(({ slug }) => slug),
      "and",
    )}.`,
  );
}
