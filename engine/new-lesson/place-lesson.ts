/** Finds or makes the place of a new lesson in the outline. Pure. */
import type { Course } from "../lesson.ts";
import { listOf, quoteWord, suggestNames } from "../text/suggest.ts";

/** The lesson cannot be made. The message is one sentence; the suggestion, another one, says what to type. */
export class NewLessonError extends Error {
  override name = "NewLessonError";
  readonly suggestion: string | undefined;

  constructor(message: string, suggestion?: string) {
    super(message);
    this.suggestion = suggestion;
  }
}

export interface LessonRequest {
  readonly slug: string;
  /** The title of the part to add the lesson to, when the outline does not have it. */
  readonly part?: string | undefined;
  /** The title of a lesson that is added. */
  readonly title?: string | undefined;
}

/**
 * The course with the lesson built, and the lesson's title.
 * @throws NewLessonError when the lesson is built, when it is not in the outline and no part is named, or when the part or
 *   the title does not fit
 */
export function placeLesson(course: Course, { slug, part, title }: LessonRequest): { course: Course; title: string } {
  const known = course.parts.flatMap(({ lessons }) => lessons).find((lesson) => lesson.slug === slug);
  if (known?.built === true)
    throw new NewLessonError(
      `${slug} is built already.`,
      `Change it in lessons/${slug}, solutions/${slug} and checks/${slug}.`,
    );
  if (known !== undefined && (part !== undefined || title !== undefined))
    throw new NewLessonError(
      `${slug} has its part and its title, ${quoteWord(known.title)}, in lessons/course.json.`,
      "Leave out --part and --title, or change that file.",
    );
  if (known !== undefined)
    return {
      title: known.title,
      course: changed(course, (lesson) => (lesson.slug === slug ? { ...lesson, built: true } : lesson)),
    };
  return added(course, { slug, part, title });
}

function added(course: Course, { slug, part, title }: LessonRequest): { course: Course; title: string } {
  const slugs = course.parts.flatMap(({ lessons }) => lessons.map((lesson) => lesson.slug));
  if (!/^[a-z0-9][a-z0-9-]*$/.test(slug))
    throw new NewLessonError(
      `${quoteWord(slug)} is not a valid name for a lesson.`,
      "Use lower-case letters, digits and dashes.",
    );
  if (part === undefined || title === undefined) {
    const near = suggestNames(slug, slugs);
    const add = `npm run new-lesson ${slug} -- --part "${course.parts[0]?.title ?? "a part"}" --title "Its title"`;
    throw new NewLessonError(
      `lessons/course.json has no lesson ${quoteWord(slug)}.`,
      `${near.length > 0 ? `Did you mean ${listOf(near)}? ` : ""}To add one to a part of the course, type ${add}.`,
    );
  }
  const titles = course.parts.map((candidate) => candidate.title);
  const wanted = titles.find((candidate) => candidate.toLowerCase() === part.trim().toLowerCase());
  if (wanted === undefined)
    throw new NewLessonError(
      `lessons/course.json has no part ${quoteWord(part)}.`,
      `Its parts are ${listOf(
        titles.map((name) => `"${name}"`),
        "and",
      )}.`,
    );
  if (title.trim() === "") throw new NewLessonError("A lesson needs a title.", 'Type --title "Its title".');
  const lesson = { slug, title: title.trim(), built: true };
  return {
    title: lesson.title,
    course: {
      ...course,
      parts: course.parts.map((candidate) =>
        candidate.title === wanted ? { ...candidate, lessons: [...candidate.lessons, lesson] } : candidate,
      ),
    },
  };
}

function changed(
  course: Course,
  change: (lesson: Course["parts"][number]["lessons"][number]) => Course["parts"][number]["lessons"][number],
): Course {
  return { ...course, parts: course.parts.map((part) => ({ ...part, lessons: part.lessons.map(change) })) };
}
