import { loadDefinition } from "../../load-lesson-code.ts";
import { lessonsOf, readCourse, type Lesson, type LessonDefinition } from "../../lesson.ts";
import { lessonProgress, readProgress, type LessonProgress } from "../../state/progress.ts";
import type { Workbook } from "../../workbook.ts";
import type { CourseView, LessonEntry } from "../api.ts";

/** The outline of the course with the learner's progress. @throws CourseError */
export async function courseView(workbook: Workbook): Promise<CourseView> {
  const [course, { progress }] = await Promise.all([readCourse(workbook), readProgress(workbook)]);
  const entries = await Promise.all(
    lessonsOf(workbook, course).map(async (lesson) =>
      lessonEntry(
        lesson,
        lesson.built ? await loadDefinition(workbook, lesson) : undefined,
        lessonProgress(progress, lesson.slug),
      ),
    ),
  );
  return {
    title: course.title,
    parts: course.parts.map(({ title, lessons }) => ({
      title,
      lessons: lessons.flatMap(({ slug }) => entries.filter((entry) => entry.slug === slug)),
    })),
    next: entries.find(({ status }) => status === "open")?.slug ?? null,
  };
}

/** @param definition undefined for a lesson that is not built */
export function lessonEntry(
  { slug, title, number }: Lesson,
  definition: LessonDefinition | undefined,
  progress: LessonProgress,
): LessonEntry {
  if (definition === undefined) return { slug, title, number, status: "coming", passed: 0, exercises: 0, quiz: null };
  const { exercises, quiz } = definition;
  return {
    slug,
    title,
    number,
    status: progress.passedAt === undefined ? "open" : "passed",
    passed: exercises.filter(({ id }) => progress.exercises[id] !== undefined).length,
    exercises: exercises.length,
    quiz: quiz.choices.length === 0 ? null : progress.quiz?.rightAt === undefined ? "open" : "right",
  };
}
