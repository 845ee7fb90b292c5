import path from "node:path";
import { lessonsOf, readCourse, type Lesson } from "../lesson.ts";
import { listOf, suggestNames, quoteWord } from "../text/suggest.ts";
import { firstNotPassed } from "../state/progress.ts";
import type { Workbook } from "../workbook.ts";
import { UsageError } from "./usage-error.ts";

/** The usual prefix of lesson folders, which may be omitted. */
const COMMON_PREFIX = "lesson-";

/**
 * Finds the lesson that a word names: by its name in any case, with or without `lesson-`, or the path of its folder.
 * Without a word, the first lesson not yet passed, or the last one when all are.
 * @throws UsageError naming the nearest lessons, or saying that the lesson is not built yet; CourseError
 */
export async function resolveLesson(workbook: Workbook, word: string | undefined): Promise<Lesson> {
  const lessons = lessonsOf(workbook, await readCourse(workbook));
  const built = lessons.filter((lesson) => lesson.built);
  const lesson =
    word === undefined ? ((await firstNotPassed(workbook)) ?? built.at(-1)) : lessonNamed(workbook, lessons, word);
  if (lesson === undefined) throw new UsageError("No lesson of this course is built yet.");
  if (!lesson.built)
    throw new UsageError(`${lesson.slug} (${lesson.title}) is coming; it is not built yet.`, builtLessons(built));
  return lesson;
}

function lessonNamed(workbook: Workbook, lessons: readonly Lesson[], word: string): Lesson {
  const slug = slugIn(workbook, word).toLowerCase();
  const built = builtLessons(lessons.filter((lesson) => lesson.built));
  if (/[/\\]|^\.*$/.test(slug)) throw new UsageError(`${quoteWord(word)} is not the name of a lesson.`, built);
  const lesson =
    lessons.find((candidate) => candidate.slug === slug) ??
    lessons.find((candidate) => candidate.slug === COMMON_PREFIX + slug);
  if (lesson !== undefined) return lesson;
  const names = lessons.filter((candidate) => candidate.built).map((candidate) => candidate.slug);
  const [near = []] = [slug, COMMON_PREFIX + slug]
    .map((name) => suggestNames(name, names))
    .filter((found) => found.length > 0);
  throw new UsageError(
    `There is no lesson ${quoteWord(word)}.`,
    near.length > 0 ? `Did you mean ${listOf(near)}?` : built,
  );
}

/** Matches a path to the lesson, such as `lessons/<slug>/`, as a shell completes it. */
function slugIn(workbook: Workbook, word: string): string {
  const trimmed = word.trim().replace(/(?<![/\\])[/\\]+$/, "");
  const folder = path.resolve(workbook.root, trimmed.replaceAll("\\", "/"));
  return trimmed !== "" && path.dirname(folder) === workbook.lessons ? path.basename(folder) : trimmed;
}

function builtLessons(built: readonly Lesson[]): string {
  const names = built.map((lesson) => lesson.slug);
  return names.length === 0
    ? "No lesson is built yet."
    : `Built ${names.length === 1 ? "is" : "are"}: ${names.join(", ")}.`;
}
