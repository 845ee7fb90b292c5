/** What a diagnosis is about, what it may use, and what it finds. */
import type { Observation } from "../kit/failure.ts";
import type { RunningServer } from "../kit/run.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Failure } from "../verdict.ts";
import type { Blocks } from "./coverage.ts";
import type { ObservedServer } from "./observed-server.ts";
import type { LastSent, Question } from "./question.ts";
import type { Place, Sources } from "./sources.ts";
import type { TraceEvent } from "./trace.ts";

/** A check that failed; its verdict is decided. */
export interface FailedCheck extends LastSent {
  /** For example `1.4`. */
  readonly id: string;
  readonly exercise: number;
  readonly failure: Failure;
  /** Whether the failure is one that another line decides than the one that fails. */
  readonly isDecidedElsewhere: boolean;
  /** How long the check took. */
  readonly durationMs: number;
  readonly transcript: readonly TranscriptEvent[];
  /** The last lines that the server printed while the check failed; empty when it printed nothing. */
  readonly log: string;
  /** The HTTP status that came, where a status is what failed. */
  readonly status: number | undefined;
  /** What the failed expectation asked, when it was asked over a WebSocket. */
  readonly question: Question | undefined;
}

/** A check that was done once more, on a server that reports what it does, and that failed in the same way. */
export interface RepeatedCheck {
  readonly observed: ObservedServer;
  readonly observation: Observation;
  readonly transcript: readonly TranscriptEvent[];
  /** The time in the transcript at which the failure was certain. What came later the check has asked to tell causes apart. */
  readonly failedAt: number;
  /** What the server had reported when the check failed, and before the check let go of its connections. */
  readonly trace: readonly TraceEvent[];
  /** What ran until then since the last change that was asked for by HTTP, or else since the server was started. */
  readonly blocks: Blocks;
}

/** What experiments may use. */
export interface ExperimentContext {
  readonly sources: Sources;
  /** Starts the submission once more, with what the server of an exercise finds, as one that reports what it does. */
  observe(exercise: number | undefined): Promise<ObservedServer>;
  /** Does the whole check once more, alone. Undefined when it does not fail in the same way, or would take too long. */
  repeat(check: FailedCheck): Promise<RepeatedCheck | undefined>;
  /** The server on which the check failed; undefined when there was none. */
  graded(exercise: number): Promise<RunningServer | undefined>;
}

/** What was seen, and what it shows. */
export interface Finding {
  /** Stands as the reason in the report: what was seen, without a full stop at its end. */
  readonly why: string;
  /** The line of the cause. */
  readonly at?: Place | undefined;
  /** Whether the reason needs no quotation of that line. @default false */
  readonly isQuoted?: boolean;
  /** In place of the check's hint, which may not fit this cause. @default none is printed */
  readonly hint?: string;
}
