/** The events of a lesson that is graded on save, as data for the terminal and the page. */
import type { CheckResult, Verdict } from "../verdict.ts";

/** Event name -> data. */
export interface SessionEvents {
  /** Files were saved, relative to the lesson. A run follows, at once or after the current one. */
  saved: { readonly files: readonly string[] };
  /** Another run follows the current one. */
  queued: { readonly run: number };
  "run-started": RunStart;
  check: CheckEnd;
  /** Every exercise has ended while stretch probes still run: the final verdict, except for them. */
  decided: { readonly run: number; readonly verdict: Verdict };
  /** The run is over, and was saved if possible. */
  verdict: { readonly run: number } & Graded;
  /** Progress was recorded. `notices` are sentences about what could not be saved. */
  recorded: { readonly run: number; readonly verdict: Verdict; readonly notices: readonly string[] };
  /** The run ended without a verdict: by a fault of the workbook, or, when `fault` is null, because it was aborted. */
  "run-ended": { readonly run: number; readonly fault: string | null };
  /** The folder is polled twice a second instead of watched. The reason ends a sentence. */
  polling: { readonly reason: string };
}

export type SessionEvent = {
  readonly [Name in keyof SessionEvents]: { readonly name: Name; readonly data: SessionEvents[Name] };
}[keyof SessionEvents];

export interface RunStart {
  /** Counts the runs of the session. */
  readonly run: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** null: a fresh one is drawn; the verdict contains it. */
  readonly seed: number | null;
  /** The only exercise of the run, null for all. */
  readonly exercise: number | null;
  /** The files whose saving started it, relative to the lesson. Empty when the run was requested. */
  readonly saved: readonly string[];
}

/** A check has ended, with its result as in the verdict; `exercise` is null for a stretch probe. */
export interface CheckEnd {
  readonly run: number;
  readonly exercise: number | null;
  readonly result: CheckResult;
}

export interface RunUnderWay extends RunStart {
  readonly checks: readonly CheckEnd[];
  /** The verdict except for the stretch probes; null until every exercise has ended. */
  readonly decided: Verdict | null;
}

export interface Graded {
  readonly verdict: Verdict;
  /** ISO 8601. */
  readonly gradedAt: string;
  /** The name of the saved run's folder; null when it could not be saved. */
  readonly id: string | null;
  /** The only exercise that was graded, null for all. */
  readonly exercise: number | null;
  /** The exercises of which nothing was begun, by number; none when everything passed. */
  readonly notStarted: readonly number[];
}

/** The state after the events so far. */
export interface GradingState {
  /** The current run; null when nothing is being graded. */
  readonly grading: RunUnderWay | null;
  /** The last verdict on the learner's files, from this session or an earlier one, of the page or the terminal. */
  readonly latest: Graded | null;
  /** Why the workbook itself failed in the last run; null otherwise. */
  readonly fault: string | null;
  /** Why the folder is polled instead of watched, as the end of a sentence; null when it is watched. */
  readonly polling: string | null;
}
