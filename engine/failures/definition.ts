/** The definition of one kind of failure. Reports, hints, diagrams and the batch use it. */

/** Hints, shown one by one on request. They name APIs, documents and places to look, never the solution. */
export interface HintTexts {
  /** Level 1: one question that learners can answer by looking at their own code. */
  readonly question: string;
  /** Level 2: the API or concept, and where it is documented. */
  readonly pointer: string;
  /** Level 3: patterns for lines of the learner's files that are worth looking at, best first. */
  readonly anchors: readonly RegExp[];
  /**
   * Where level 3 looks first. `todo`: the code is probably not written yet. `code`: it is written, but wrong.
   */
  readonly start: "todo" | "code";
  /** Better texts for particular HTTP statuses. `4xx` stands for all 4xx statuses without an entry. */
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
  /** The probable cause: a sentence part that begins in lower case and has no full stop. */
  readonly cause: string;
  /** Causes that can be recognised by the first line of an uncaught error. The first pattern that matches counts. */
  readonly causeByError?: readonly (readonly [error: RegExp, cause: string])[];
  /**
   * Shown in the report in place of the check's general hint. Only for a failure of the whole server or connection, which can
   * occur in any check: the check's hint would point at the wrong code.
   */
  readonly hint?: string;
  readonly marks: MarkRule;
  /**
   * Whether the failure depends on a time limit alone, so that a busy machine can cause it. Not true of silence, which is
   * established after the server answered a ping frame, so its event loop was running. Not true of the limits of processor
   * time and memory, which count what the server itself used. @default false
   */
  readonly timingDependent?: boolean;
  /**
   * Whether what is wrong is decided at another line than the one that answers or sends: a report names that line, and does not
   * send anybody to it. @default false
   */
  readonly decidedElsewhere?: boolean;
  /** Whether the exit of the server's process is the better explanation, if it has exited. @default false */
  readonly mayBeServerEnd?: boolean;
}

/** The definition of a failure that only one lesson has. */
export type LessonFailureDefinition = Omit<FailureDefinition, "causeByError" | "byStatus" | "mayBeServerEnd">;

/** Which events of the check's conversation are marked. */
export interface MarkRule {
  /** The event that is not as expected, if the check does not name it. @default none: an event is only missing */
  readonly offending?: "message" | "message elsewhere" | "response" | "close" | "error" | "end of the server";
  /**
   * When an expected event is marked as missing, too. `unanswered`: if nothing followed the request. `alone`: if only the
   * offending event followed. @default never
   */
  readonly missing?: "always" | "unanswered" | "alone";
  /** What was sent, if it is neither a message nor a request. */
  readonly asked?: "ping" | "signal";
}
