/**
 * Finds the lessons of the course and their folders. Nothing here depends on the name of a lesson.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { authorFault } from "./author-fault.ts";
import type { Course } from "./lesson-definition.ts";
import type { Workbook } from "./workbook.ts";

export type { CostEndpoints, Course, ExerciseDefinition, LessonDefinition, Quiz } from "./lesson-definition.ts";

/** A lesson of this workbook, with the absolute paths of its folders. */
export interface Lesson {
  readonly slug: string;
  readonly title: string;
  readonly built: boolean;
  /** Its 1-based position in the course. */
  readonly number: number;
  readonly part: string;
  /** The folder with the learner's files. */
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

/** Reads and validates `lessons/course.json`. Throws `CourseError` with one sentence that names the file and the fault. */
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
