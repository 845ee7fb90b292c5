/**
 * Lessons: what the course says exists, where each one lies, and what its author declared.
 * Nothing here knows a lesson by name.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { LessonFailures } from "./failures/registry.ts";
import { authorFault } from "./author-fault.ts";
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
  /**
   * The paths on which WebSocket connections are tried, in their order, where a check names none: a lesson may leave the
   * choice to the learner. @default ["/"]
   */
  readonly websocketPaths?: readonly string[];
  readonly quiz: Quiz;
  /** The failures that only this lesson has, as `defineFailures` returns them. */
  readonly failures?: LessonFailures;
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
  let content: string;
  let parsed: unknown;
  try {
    content = await readFile(file, "utf8");
    parsed = JSON.parse(content);
  } catch (error) {
    throw new CourseError(`lessons/course.json cannot be read: ${(error as Error).message}`);
  }
  const fault = await authorFault("course", { cache: workbook.cache, content, value: parsed });
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
