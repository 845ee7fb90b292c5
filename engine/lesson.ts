/**
 * Lessons: what the course says exists, where each one lies, and what its author declared.
 * Nothing here knows a lesson by name.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Workbook } from "./workbook.ts";

/** `lessons/course.json`: parts, order, titles, and which lessons are built. */
export interface Course {
  readonly title: string;
  readonly parts: readonly { readonly title: string; readonly lessons: readonly CourseLesson[] }[];
}

export interface CourseLesson {
  /** Folder name, for example `lesson-ws`. */
  readonly slug: string;
  readonly title: string;
  readonly built: boolean;
}

/** What `checks/<lesson>/lesson.ts` exports as default. */
export interface LessonDefinition {
  readonly exercises: readonly ExerciseDefinition[];
  /** The file that starts the learner's server, relative to the lesson. */
  readonly entry: string;
  /** Files the learner edits, in reading order. */
  readonly edits: readonly string[];
  /** Files that come with the lesson; a submission's own copies are replaced by the solution's. */
  readonly given: readonly string[];
  /** Packages a learner's server usually imports; they are loaded while its code still compiles. */
  readonly packages?: readonly string[];
  readonly quiz: Quiz;
  /** The lesson's protocol table: what a client may send, for readers who talk to their server by hand. */
  readonly messages?: readonly MessageDefinition[];
}

export interface MessageDefinition {
  /** A few words: what it is for. */
  readonly label: string;
  /** The text message as it is sent. */
  readonly text: string;
}

export interface ExerciseDefinition {
  readonly id: number;
  readonly title: string;
}

export interface Quiz {
  readonly question: string;
  readonly choices: readonly QuizChoice[];
}

export interface QuizChoice {
  /** One lower-case letter. */
  readonly id: string;
  readonly text: string;
  readonly correct: boolean;
  /** Why this choice is right or wrong. */
  readonly explanation: string;
}

/** A lesson of this workbook and where its parts lie (absolute paths). */
export interface Lesson {
  readonly slug: string;
  readonly title: string;
  readonly built: boolean;
  /** 1-based place in the course. */
  readonly number: number;
  readonly part: string;
  /** The learner's desk. */
  readonly folder: string;
  readonly solution: string;
  readonly checks: string;
  readonly checkFile: string;
  readonly definitionFile: string;
}

/** The course cannot be read: a broken checkout rather than a learner's mistake. */
export class CourseError extends Error {
  override name = "CourseError";
}

/** Reads and validates `lessons/course.json`. Throws `CourseError` in one sentence that names the file and the fault. */
export async function readCourse(workbook: Workbook): Promise<Course> {
  const file = path.join(workbook.lessons, "course.json");
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new CourseError(`lessons/course.json cannot be read: ${(error as Error).message}`);
  }
  const fault = faultOf(parsed);
  if (fault !== undefined) throw new CourseError(`lessons/course.json: ${fault}`);
  return parsed as Course;
}

/** The lessons of the course in order. */
export function lessonsOf(workbook: Workbook, course: Course): Lesson[] {
  const lessons: Lesson[] = [];
  for (const part of course.parts) {
    for (const entry of part.lessons) {
      const checks = path.join(workbook.checks, entry.slug);
      lessons.push({
        ...entry,
        number: lessons.length + 1,
        part: part.title,
        folder: path.join(workbook.lessons, entry.slug),
        solution: path.join(workbook.solutions, entry.slug),
        checks,
        checkFile: path.join(checks, `${entry.slug}.check.ts`),
        definitionFile: path.join(checks, "lesson.ts"),
      });
    }
  }
  return lessons;
}

/** The phrase that says what is wrong with a parsed course.json, or undefined. */
function faultOf(value: unknown): string | undefined {
  if (!isRecord(value)) return "must be an object";
  if (typeof value["title"] !== "string") return '"title" must be a string';
  if (!Array.isArray(value["parts"])) return '"parts" must be an array';
  const slugs = new Set<string>();
  for (const part of value["parts"] as unknown[]) {
    if (!isRecord(part) || typeof part["title"] !== "string") return 'every part needs a "title"';
    if (!Array.isArray(part["lessons"])) return `part "${part["title"]}" needs "lessons"`;
    for (const lesson of part["lessons"] as unknown[]) {
      if (!isRecord(lesson)) return `part "${part["title"]}" holds something that is no lesson`;
      const { slug, title, built } = lesson;
      if (typeof slug !== "string" || !/^[a-z0-9][a-z0-9-]*$/.test(slug))
        return `slug ${JSON.stringify(slug)} must be lower-case letters, digits and dashes`;
      if (slugs.has(slug)) return `slug "${slug}" stands there twice`;
      slugs.add(slug);
      if (typeof title !== "string" || title === "") return `lesson "${slug}" needs a "title"`;
      if (typeof built !== "boolean") return `lesson "${slug}" needs "built": true or false`;
    }
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
