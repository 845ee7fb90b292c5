import type { Lesson, LessonDefinition } from "../lesson.ts";

/** What another system takes to grade with this workbook: files of its own, and a copy of the workbook where it needs one. */
export interface DropIn {
  /** One line, for help. */
  readonly summary: string;
  /** Which lessons it grades: the one that is named, all unless one is named, or those that are named when it is used. */
  readonly lessons: "one" | "all" | "later";
  /** The format in which the system reads a verdict: a name in `SUBMISSION_REPORTERS`. */
  readonly reporter?: string;
  /** Flags that only some drop-ins take. */
  readonly takes: readonly OwnFlag[];
  /** Where the copy of the workbook belongs, relative to the drop-in; undefined where it needs none. */
  readonly workbook?: string;
  /** Its own files by path relative to the drop-in. One that begins with `#!` is made executable. */
  files(request: DropInRequest): Promise<ReadonlyMap<string, string>>;
  /** What to do next, one line each. @param folder the drop-in, as the user would type it */
  next(folder: string, request: DropInRequest): readonly string[];
}

export type OwnFlag = "workbook" | "image";

export interface DropInRequest {
  /** The title of the course. */
  readonly course: string;
  /** The lessons to grade; exactly one where `lessons` is `one`. */
  readonly lessons: readonly { readonly lesson: Lesson; readonly definition: LessonDefinition }[];
  /** The repository on GitHub that holds the workbook, as OWNER/NAME; undefined for the learner's own. */
  readonly workbook: string | undefined;
  /** The name of the image that grades. */
  readonly image: string;
}

/** It cannot be written. The message is one sentence, the suggestion says what to do instead. */
export class DropInError extends Error {
  override name = "DropInError";
  readonly suggestion: string | undefined;

  constructor(message: string, suggestion?: string) {
    super(message);
    this.suggestion = suggestion;
  }
}
