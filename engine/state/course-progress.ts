/** Where the learner is in the course: every lesson with what is done, what is left and how long that takes. */
import { lessonsOf, readCourse, type Course, type Lesson, type LessonDefinition } from "../lesson.ts";
import { readMinutes } from "../lesson-minutes.ts";
import { loadDefinition } from "../load-lesson-code.ts";
import type { Workbook } from "../workbook.ts";
import { isNewcomer, lessonProgress, readProgress, type LessonProgress, type WithNotices } from "./progress.ts";

export interface LessonSummary {
  readonly lesson: Lesson;
  /** `coming`: not built. */
  readonly status: "coming" | "open" | "passed";
  /** How many exercises have ever passed, and how many there are; 0 of 0 while coming. */
  readonly passed: number;
  readonly exercises: number;
  /** null when the lesson has no question. */
  readonly question: "open" | "right" | null;
  /** How long the lesson takes; null when it does not say so, and while coming. */
  readonly minutes: number | null;
  /** The share of these minutes that belongs to exercises that have not passed. 0 once the lesson has passed. */
  readonly minutesLeft: number;
}

export interface CourseProgress {
  readonly course: Course;
  readonly lessons: readonly LessonSummary[];
  /** The first built lesson that has not been passed; undefined when all are. */
  readonly next: LessonSummary | undefined;
  /** Whether nothing was done yet; see `isNewcomer`. */
  readonly isNew: boolean;
}

/** @throws CourseError, or when a lesson cannot be loaded */
export async function courseProgress(workbook: Workbook): Promise<WithNotices & CourseProgress> {
  const [course, { progress, notices }] = await Promise.all([readCourse(workbook), readProgress(workbook)]);
  const lessons = await Promise.all(
    lessonsOf(workbook, course).map(async (lesson) =>
      lesson.built
        ? await lessonSummary(lesson, await loadDefinition(workbook, lesson), lessonProgress(progress, lesson.slug))
        : coming(lesson),
    ),
  );
  return {
    course,
    lessons,
    next: lessons.find(({ status }) => status === "open"),
    isNew: isNewcomer(progress),
    notices,
  };
}

/** What is done and left of a lesson that is built. */
export async function lessonSummary(
  lesson: Lesson,
  { exercises, quiz }: LessonDefinition,
  progress: LessonProgress,
): Promise<LessonSummary> {
  const minutes = await readMinutes(lesson);
  const passed = exercises.filter(({ id }) => progress.exercises[id] !== undefined).length;
  const isPassed = progress.passedAt !== undefined;
  return {
    lesson,
    status: isPassed ? "passed" : "open",
    passed,
    exercises: exercises.length,
    question: quiz.choices.length === 0 ? null : progress.quiz?.rightAt === undefined ? "open" : "right",
    minutes,
    minutesLeft: isPassed ? 0 : Math.ceil(((minutes ?? 0) * (exercises.length - passed)) / exercises.length),
  };
}

function coming(lesson: Lesson): LessonSummary {
  return { lesson, status: "coming", passed: 0, exercises: 0, question: null, minutes: null, minutesLeft: 0 };
}
