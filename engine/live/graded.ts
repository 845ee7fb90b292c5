import { stat } from "node:fs/promises";
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { notStartedIn } from "../starter.ts";
import type { Run } from "../state/runs.ts";
import type { Graded } from "./session-event.ts";

/** Converts a saved run into the verdict of a session. */
export async function gradedOf(
  { verdict, folder }: Run,
  lesson: Lesson,
  definition: LessonDefinition,
): Promise<Graded> {
  const saved = await stat(path.join(folder, "verdict.json")).catch(() => undefined);
  const only = verdict.exercises.length < definition.exercises.length ? verdict.exercises[0]?.id : undefined;
  return {
    verdict,
    gradedAt: (saved?.mtime ?? new Date(0)).toISOString(),
    id: path.basename(folder),
    exercise: only ?? null,
    notStarted: [...(await notStartedIn(verdict, lesson, definition))],
  };
}
