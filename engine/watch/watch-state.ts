/** The state of watch mode, as plain data. */
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { firstFailure } from "../report/exercises.ts";
import type { SourceLocation } from "../source-location.ts";
import type { Verdict } from "../verdict.ts";

/**
 * - `report`: the last verdict
 * - `overlay`: something was printed above, and the frame makes room for it
 * - `lessons`: the list to pick from
 * - `reset`: the question whether to restore the starter
 */
export type WatchMode = "report" | "overlay" | "lessons" | "reset";

export interface LessonMark {
  readonly lesson: Lesson;
  readonly passed: boolean;
}

export interface WatchState {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** As the learner types it, for example `lessons/lesson-ws`. */
  readonly lessonFolder: string;
  readonly solutionFolder: string;
  /** Every lesson of the course, in order. */
  readonly course: readonly LessonMark[];
  readonly grading: boolean;
  /** Whether another run follows the current one. */
  readonly again: boolean;
  readonly verdict: Verdict | undefined;
  /** The exercises of which nothing was begun when the verdict arrived. */
  readonly notStarted: ReadonlySet<number>;
  /** The verdict on the exercises of the current run, while its stretch probes still run. */
  readonly graded: Verdict | undefined;
  /** When the verdict or the fault arrived. */
  readonly checkedAt: Date | undefined;
  /** Why the workbook itself failed in the last run; the verdict is then of an earlier run. */
  readonly fault: string | undefined;
  /** The files whose saving started the last run, relative to the lesson. Empty when the run was requested. */
  readonly cause: readonly string[];
  /** The files that were saved last, relative to the lesson. */
  readonly saved: readonly string[];
  /** Why the folder is polled, as the end of a sentence; undefined when it is watched. */
  readonly polling: string | undefined;
  /** Sentences for the reader, until the next key or verdict. */
  readonly notes: readonly string[];
  /** Sentences that stay until the next key, even when a verdict arrives, such as where a reset put the files. */
  readonly lasting: readonly string[];
  readonly mode: WatchMode;
  /** The index in `course` of the marked lesson in the list. */
  readonly marked: number;
  /** The files that a reset would restore. */
  readonly changed: readonly string[];
  /** Whether the input is a terminal that delivers keys. */
  readonly hasKeys: boolean;
}

/** Whether the lesson was passed, now or before, which unlocks its solution and the next lesson. */
export function isPassed({ verdict, course, lesson }: WatchState): boolean {
  return verdict?.passed === true || course.some((mark) => mark.lesson.slug === lesson.slug && mark.passed);
}

/** The next lesson of the course that is built; undefined when there is none. */
export function nextLesson({ course, lesson }: WatchState): Lesson | undefined {
  return course.find((mark) => mark.lesson.number > lesson.number && mark.lesson.built)?.lesson;
}

/** The file to show: that of the failure, else the one saved last, else the first file to edit. */
export function currentPlace({ verdict, saved, definition }: WatchState): SourceLocation {
  const failed = verdict?.exercises.find(({ status }) => status === "failed");
  const where = verdict?.reason ?? (failed === undefined ? undefined : firstFailure(failed)?.failure);
  const file = where?.file ?? saved.find((name) => definition.edits.includes(name)) ?? definition.edits[0];
  return { file: file ?? definition.entry, ...(where?.line === undefined ? {} : { line: where.line }) };
}
