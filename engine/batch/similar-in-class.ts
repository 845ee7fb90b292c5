import type { Lesson, LessonDefinition } from "../lesson.ts";
import { lessonCode, readCode } from "../similar/read-code.ts";
import { similarPairs, type SimilarPairs } from "../similar/similar-pairs.ts";
import type { GradingJob } from "./grading-job.ts";

/**
 * The pairs of similar submissions that an instructor should look at. Identical submissions share a job and are also a
 * pair.
 * @param gradingJobs of the whole class; their folders must still exist
 */
export async function similarInClass(
  gradingJobs: readonly GradingJob[],
  lesson: Lesson,
  definition: LessonDefinition,
): Promise<SimilarPairs> {
  const submissions = [];
  for (const { names, folder, refusal } of gradingJobs) {
    // Refused submissions are never read.
    if (refusal !== undefined) continue;
    // The folder may have been changed or removed since it was graded, which must not end the command.
    const code = await readCode(folder, definition.given).catch(() => undefined);
    if (code === undefined) continue;
    for (const name of names) submissions.push({ name, code });
  }
  return similarPairs(submissions, { subtract: await lessonCode(lesson, definition) });
}
