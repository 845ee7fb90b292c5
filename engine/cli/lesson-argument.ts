import path from "node:path";
import { lessonsOf, readCourse, type Lesson } from "../lesson.ts";
import { listOf, suggestNames, quoteWord } from "../text/suggest.ts";
import { titleWords } from "../text/title-words.ts";
import { firstNotPassed } from "../state/progress.ts";
import type { Workbook } from "../workbook.ts";
import { UsageError } from "./usage-error.ts";

/** The usual prefix of lesson folders, which may be omitted. */
const COMMON_PREFIX = "lesson-";
/** How many lessons are suggested for a word of their titles. */
const SUGGESTIONS_LIMIT = 3;

/**
 * Finds the lesson that a word names: by its name in any case, with or without `lesson-`, the path of its folder, or its title.
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

/**
 * Joins the words that make up a lesson's title: `Short Polling` without quotation marks reaches a command as two words.
 * @throws CourseError
 */
export async function joinTitle(workbook: Workbook, words: readonly string[]): Promise<readonly string[]> {
  if (words.length < 2) return words;
  const titles = new Set(lessonsOf(workbook, await readCourse(workbook)).map(({ title }) => titleWords(title)));
  for (let length = words.length; length > 1; length -= 1) {
    const title = words.slice(0, length).join(" ");
    if (titles.has(titleWords(title))) return [title, ...words.slice(length)];
  }
  return words;
}

function lessonNamed(workbook: Workbook, lessons: readonly Lesson[], word: string): Lesson {
  const slug = slugIn(workbook, word).toLowerCase();
  const title = titleWords(word);
  const lesson =
    lessons.find((candidate) => candidate.slug === slug) ??
    lessons.find((candidate) => candidate.slug === COMMON_PREFIX + slug) ??
    lessons.find((candidate) => title !== "" && titleWords(candidate.title) === title);
  if (lesson !== undefined) return lesson;
  const built = lessons.filter((candidate) => candidate.built);
  const ofPart = built.filter((candidate) => title !== "" && titleWords(candidate.part) === title);
  if (ofPart.length > 0)
    throw new UsageError(
      `${quoteWord(word)} is a part of the course, not a lesson.`,
      `Its lessons are ${listOf(ofPart.map(withTitle), "and")}.`,
    );
  const near = suggestionsFor(slug, title, built);
  if (near.length > 0) throw new UsageError(`There is no lesson ${quoteWord(word)}.`, `Did you mean ${listOf(near)}?`);
  throw new UsageError(
    /[/\\]|^\.*$/.test(slug)
      ? `${quoteWord(word)} is not the name of a lesson.`
      : `There is no lesson ${quoteWord(word)}.`,
    builtLessons(built),
  );
}

/** The lessons that a misspelt name may mean: by their names first, else by their titles. */
function suggestionsFor(slug: string, title: string, built: readonly Lesson[]): string[] {
  if (title === "") return [];
  const names = built.map((candidate) => candidate.slug);
  const [near] = [slug, COMMON_PREFIX + slug]
    .map((name) => suggestNames(name, names))
    .filter((found) => found.length > 0);
  if (near !== undefined) return near;
  const close = suggestNames(
    title,
    built.map((candidate) => titleWords(candidate.title)),
  );
  const named = built.filter((candidate) => close.includes(titleWords(candidate.title)));
  return (named.length > 0 ? named : withAllWords(title, built)).map(withTitle);
}

/** The lessons with every word of `title` in theirs; none when more than a sentence can hold have them. */
function withAllWords(title: string, built: readonly Lesson[]): readonly Lesson[] {
  const words = title.split(" ");
  const found = built.filter((candidate) => {
    const own = titleWords(candidate.title).split(" ");
    return words.every((word) => own.includes(word));
  });
  return found.length > SUGGESTIONS_LIMIT ? [] : found;
}

function withTitle({ slug, title }: Lesson): string {
  return `${title} (${slug})`;
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
