/** What is said about one kind of failure, in one place: report, hints, diagrams and the batch read it from here. */

/** The hints that are asked for one after the other. They name APIs, documents and places to look, never the solution. */
export interface HintTexts {
  /** Level 1: one question that readers can answer by looking at their own code. */
  readonly question: string;
  /** Level 2: the API or concept, and where it is described. */
  readonly pointer: string;
  /** Level 3: patterns for lines of the reader's file that are worth looking at, best first. */
  readonly anchors: readonly RegExp[];
  /**
   * Where level 3 looks first. `todo`: the code is probably not written yet. `code`: it is written, and does something
   * else.
   */
  readonly start: "todo" | "code";
  /** What is better said when this HTTP status came. `4xx` stands for the statuses of its hundred without an entry. */
  readonly byStatus?: { readonly [status: number]: StatusTexts } & {
    readonly [hundred in `${1 | 2 | 3 | 4 | 5}xx`]?: StatusTexts;
  };
}

export interface StatusTexts {
  readonly cause?: string;
  readonly question?: string;
  readonly pointer?: string;
}

export interface FailureDefinition extends HintTexts {
  /** What probably caused it: a sentence part that begins in lower case and has no full stop. */
  readonly cause: string;
  /** Causes that the first line of an uncaught error gives away. The first pattern that matches counts. */
  readonly causeByError?: readonly (readonly [error: RegExp, cause: string])[];
  /**
   * Shown in the report in place of the check's own hint. Only for a failure of the whole server or connection, which
   * happens whatever the check asks about: the check's hint would point at the wrong code.
   */
  readonly hint?: string;
  readonly marks: MarkRule;
  /**
   * Whether the failure rests on a time limit alone, so that a busy machine can cause it. Not silence: it is established
   * after the server answered a ping frame, so its event loop did turn. Not the limits of processor time and memory: they
   * count what the server itself used. @default false
   */
  readonly timingDependent?: boolean;
  /** Whether the end of the server's process explains it better, when the process has ended. @default false */
  readonly mayBeServerEnd?: boolean;
}

/** What a lesson says of a failure that only this lesson has. */
export type LessonFailureDefinition = Omit<FailureDefinition, "causeByError" | "byStatus" | "mayBeServerEnd">;

/** How the events of the check's conversation show the failure. */
export interface MarkRule {
  /** The event that is not as expected, when the check does not name it. @default none: an event is only missing */
  readonly offending?: "message" | "message elsewhere" | "response" | "close" | "error" | "end of the server";
  /**
   * When an expected event is missing besides. `unanswered`: if nothing came after the question. `alone`: if only the
   * offending event came. @default never
   */
  readonly missing?: "always" | "unanswered" | "alone";
  /** What was asked for, when it is neither a message nor a request. */
  readonly asked?: "ping" | "signal";
}
