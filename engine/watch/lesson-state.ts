/** The state of a lesson that was just opened. */
import { loadDefinition } from "../load-lesson-code.ts";
import { lessonsOf, readCourse, type Lesson } from "../lesson.ts";
import { lessonProgress, readProgress, type WithNotices } from "../state/progress.ts";
import { displayPath } from "../state/display-path.ts";
import type { Workbook } from "../workbook.ts";
import type { LessonMark, WatchState } from "./watch-state.ts";

/** The state before the first verdict. */
export async function stateOf(workbook: Workbook, lesson: Lesson): Promise<WatchState> {
  const [definition, { course, notices }] = await Promise.all([loadDefinition(workbook, lesson), courseOf(workbook)]);
  return {
    lesson,
    definition,
    lessonFolder: displayPath(workbook.root, lesson.folder),
    solutionFolder: displayPath(workbook.root, lesson.solution),
    course,
    grading: false,
    again: false,
    verdict: undefined,
    notStarted: new Set(),
    graded: undefined,
    checkedAt: undefined,
    fault: undefined,
    cause: [],
    saved: [],
    polling: undefined,
    notes: [],
    lasting: notices,
    mode: "report",
    marked: lesson.number - 1,
    changed: [],
    hasKeys: false,
  };
}

/** Every lesson of the course, and whether it is passed. */
export async function courseOf(workbook: Workbook): Promise<WithNotices & { readonly course: LessonMark[] }> {
  const [course, { progress, notices }] = await Promise.all([readCourse(workbook), readProgress(workbook)]);
  const marks = lessonsOf(workbook, course).map((lesson) => ({
    lesson,
    passed: lessonProgress(progress, lesson.slug).passedAt !== undefined,
  }));
  return { course: marks, notices };
}
