import type { Lesson, LessonDefinition } from "../lesson.ts";
import { lessonCode, readCode } from "../similar/read-code.ts";
import { similarPairs, type SimilarPairs } from "../similar/similar-pairs.ts";
import type { GradingJob } from "./grading-job.ts";

/**
 * The pairs of a class that somebody should look at. Who handed in the very same is one unit and still a pair.
 * @param units of the whole class, their folders still there
 */
export async function similarInClass(
  gradingJobs: readonly GradingJob[],
  lesson: Lesson,
  definition: LessonDefinition,
): Promise<SimilarPairs> {
  const submissions = [];
  for (const { names, folder, refusal } of gradingJobs) {
    // What was refused is never read.
    if (refusal !== undefined) continue;
    // Somebody may have changed or removed the folder since it was graded; that costs nobody their result.
    const code = await readCode(folder, definition.given).catch(() => undefined);
    if (code === undefined) continue;
    for (const name of names) submissions.push({ name, code });
  }
  return similarPairs(submissions, { subtract: await lessonCode(lesson, definition) });
}
