import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { lessonSummary } from "../../state/course-progress.ts";
import { lessonProgress, readProgress } from "../../state/progress.ts";
import { displayPath } from "../../state/display-path.ts";
import type { Verdict } from "../../verdict.ts";
import type { Workbook } from "../../workbook.ts";
import type { ProgressNews } from "../api-live.ts";
import { lessonEntry } from "./course-view.ts";
import { takenHints } from "./hint-view.ts";
import { exerciseHeading } from "./exercise-heading.ts";
import { quizView } from "./quiz-view.ts";

/** The learner's recorded progress in a lesson. `latest` is the verdict that hints refer to. */
export async function progressNews(
  workbook: Workbook,
  lesson: Lesson,
  definition: LessonDefinition,
  latest: Verdict | undefined,
): Promise<ProgressNews> {
  const { progress } = await readProgress(workbook);
  const own = lessonProgress(progress, lesson.slug);
  return {
    lesson: lesson.slug,
    entry: lessonEntry(await lessonSummary(lesson, definition, own)),
    exercises: definition.exercises.map(({ id, title }) => ({
      id,
      title,
      heading: exerciseHeading(id),
      passedAt: own.exercises[id] ?? null,
    })),
    quiz: quizView(definition.quiz, own),
    hints: await takenHints(lesson, definition, displayPath(workbook.root, lesson.folder), latest, own),
    unlocked: own.passedAt !== undefined,
  };
}
