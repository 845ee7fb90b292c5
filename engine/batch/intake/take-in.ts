/**
 * Reads a class: a folder, as a course system exports it. What cannot be run safely is refused here and never reaches the
 * grader, and what only the instructor can decide is asked and never scored.
 */
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { ClassFolderError } from "./class-folder-error.ts";
import type { Decision } from "./decision.ts";
import { listClass, type ListClassOptions, type ListedClass } from "./list-class.ts";
import type { Submission } from "./submission.ts";
import { takeInOne } from "./take-in-one.ts";

export interface TakeInOptions {
  /** Absolute path of an empty folder to unpack archives into. It must outlive the grading; the caller removes it. */
  readonly scratch: string;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** What the instructor decided, by submission. @default nothing */
  readonly decisions?: ReadonlyMap<string, Decision> | undefined;
  /** Stops between two files; the promise then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface TakenIn {
  /** By name. */
  readonly submissions: readonly Submission[];
  readonly ignored: ListedClass["ignored"];
}

/** Lists and reads a class. See `listClass` and `takeInAll`. */
export async function takeIn(folder: string, options: TakeInOptions & ListClassOptions): Promise<TakenIn> {
  const listed = await listClass(folder, options);
  return { submissions: await takeInAll(listed, options), ignored: listed.ignored };
}

/**
 * Reads everything that was handed in.
 * @throws ClassFolderError when the only submission is itself a class; DecisionError when a decision cannot be carried out;
 * the signal's reason
 */
export async function takeInAll(
  { handIns }: Pick<ListedClass, "handIns">,
  options: TakeInOptions,
): Promise<readonly Submission[]> {
  const submissions: Submission[] = [];
  // Numbers, so that the path reveals nothing about the learner to the submission.
  let made = 0;
  for (const handIn of handIns) {
    options.signal?.throwIfAborted();
    const taken = await takeInOne(handIn, { ...options, nextFolderName: () => String(++made) });
    if (taken.wholeClass !== undefined && handIns.length === 1) throw new ClassFolderError(`${taken.wholeClass}.`);
    submissions.push(taken.submission);
  }
  return submissions;
}
