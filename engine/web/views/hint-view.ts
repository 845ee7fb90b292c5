import type { LessonFailures } from "../../failures/registry.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { hintParts } from "../../report/hint-parts.ts";
import { failingCheck, sourcesOf } from "../../state/next-hint.ts";
import type { HintLevel, LessonProgress } from "../../state/progress.ts";
import type { Verdict } from "../../verdict.ts";
import type { HintView } from "../api.ts";

export interface HintSubject {
  readonly verdict: Verdict;
  readonly exercise: number;
  /** The learner's files by name. */
  readonly sources: ReadonlyMap<string, string>;
  /** The lesson folder's path as a user types it. */
  readonly lessonFolder: string;
  /** The failures that only the verdict's lesson has. */
  readonly failures: LessonFailures | undefined;
}

/** One hint level; undefined for an exercise without a failed check. */
export function hintView(subject: HintSubject, level: HintLevel, repeated: boolean): HintView | undefined {
  const parts = hintParts({ ...subject, level });
  if (parts === undefined) return undefined;
  const { checkId, paragraphs, excerpt } = parts;
  return { exercise: subject.exercise, checkId, level, repeated, paragraphs, excerpt };
}

/** The hints that the reader has already taken for failing checks of this verdict. */
export async function takenHints(
  lesson: Lesson,
  definition: LessonDefinition,
  lessonFolder: string,
  verdict: Verdict | undefined,
  { hints }: LessonProgress,
): Promise<HintView[]> {
  if (verdict === undefined || verdict.outcome === "grader-error") return [];
  const taken = verdict.exercises.flatMap((exercise) => {
    const last = hints[exercise.id];
    return exercise.status === "failed" && last?.checkId === failingCheck(verdict, exercise)
      ? [{ exercise: exercise.id, level: last.level }]
      : [];
  });
  if (taken.length === 0) return [];
  const sources = await sourcesOf(lesson, definition);
  return taken.flatMap(({ exercise, level }) =>
    ([1, 2, 3] as const)
      .filter((each) => each <= level)
      .flatMap(
        (each) =>
          hintView({ verdict, exercise, sources, lessonFolder, failures: definition.failures }, each, false) ?? [],
      ),
  );
}
