/** What a diagnosis is about, what it may use, and what it finds. */
import type { RunningServer } from "../kit/run.ts";
import type { Failure } from "../verdict.ts";
import type { ObservedServer } from "./observed-server.ts";
import type { LastSent, Question } from "./question.ts";
import type { Place, Sources } from "./sources.ts";

/** A check that failed; its verdict is decided. */
export interface FailedCheck extends LastSent {
  /** For example `1.4`. */
  readonly id: string;
  readonly exercise: number;
  readonly failure: Failure;
  /** The HTTP status that came, where a status is what failed. */
  readonly status: number | undefined;
  /** What the failed expectation asked, when it was asked over a WebSocket. */
  readonly question: Question | undefined;
}

/** What experiments may use. */
export interface ExperimentContext {
  readonly sources: Sources;
  /** Starts the submission once more, with what the server of an exercise finds, as one that reports what it does. */
  observe(exercise: number | undefined): Promise<ObservedServer>;
  /** The server on which the check failed; undefined when there was none. */
  graded(exercise: number): Promise<RunningServer | undefined>;
}

/** What was seen, and what it shows. */
export interface Finding {
  /** Stands as the reason in the report: what was seen, without a full stop at its end. */
  readonly why: string;
  /** The line of the cause. */
  readonly at?: Place | undefined;
  /** In place of the check's hint, which may not fit this cause. @default none is printed */
  readonly hint?: string;
}
