import type { Lesson, LessonDefinition } from "../lesson.ts";
import { starterOf } from "../starter.ts";
import type { FileComparison } from "./file-comparison.ts";
import { compareFiles } from "./files.ts";
import { readSubmission } from "./read-submission.ts";

/** What a comparison needs of a lesson: plain data, which can be sent to another thread. */
export type ComparedLesson = Pick<LessonDefinition, "edits" | "given">;

/**
 * Compares the files in a folder (absolute path) with those of the lesson's solution, or of another submission.
 * @throws StarterError when the solution lacks a file
 */
export async function compareFolder(
  lesson: Lesson,
  definition: ComparedLesson,
  folder: string,
  other?: string,
): Promise<FileComparison[]> {
  const [starter, reference, submission] = await Promise.all([
    starterOf(lesson, definition),
    readSubmission(other ?? lesson.solution),
    readSubmission(folder),
  ]);
  return compareFiles({
    edits: definition.edits,
    known: other === undefined ? [...definition.given, ...reference.files.keys()] : definition.given,
    starter,
    reference: reference.files,
    submission: submission.files,
    unread: other === undefined ? submission.unread : new Map([...reference.unread, ...submission.unread]),
    ...(other === undefined ? {} : { between: "submissions" as const }),
  });
}
