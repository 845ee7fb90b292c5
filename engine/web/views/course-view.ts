import { courseProgress, type LessonSummary } from "../../state/course-progress.ts";
import type { Workbook } from "../../workbook.ts";
import type { CourseView, LessonEntry } from "../api.ts";

/** The outline of the course with the learner's progress. @throws CourseError */
export async function courseView(workbook: Workbook): Promise<CourseView> {
  const { course, lessons, next, isNew } = await courseProgress(workbook);
  const entries = lessons.map(lessonEntry);
  return {
    title: course.title,
    parts: course.parts.map(({ title, lessons: ofPart }) => ({
      title,
      lessons: ofPart.flatMap(({ slug }) => entries.filter((entry) => entry.slug === slug)),
    })),
    next: next?.lesson.slug ?? null,
    isNew,
  };
}

/** One line of the outline. */
export function lessonEntry(summary: LessonSummary): LessonEntry {
  const { lesson, status, passed, exercises, question, minutes, minutesLeft } = summary;
  const { slug, title, number } = lesson;
  return { slug, title, number, status, passed, exercises, quiz: question, minutes, minutesLeft };
}
