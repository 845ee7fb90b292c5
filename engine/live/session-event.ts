/** What happens while a lesson is graded on save, as data for the terminal and the page. */
import type { CheckResult, Verdict } from "../verdict.ts";

/** Name of the event -> what it carries. */
export interface SessionEvents {
  /** Files were saved, relative to the lesson. A run follows, at once or after the one under way. */
  saved: { readonly files: readonly string[] };
  /** Another run follows the one under way. */
  queued: { readonly run: number };
  "run-started": RunStart;
  check: CheckEnd;
  /** Every exercise has ended, while stretch probes still run: the verdict as it will be, the stretch apart. */
  decided: { readonly run: number; readonly verdict: Verdict };
  /** The run is over, and kept if that was possible. */
  verdict: { readonly run: number } & Graded;
  /** What passed is recorded as progress. `notices` says in sentences what could not be kept. */
  recorded: { readonly run: number; readonly verdict: Verdict; readonly notices: readonly string[] };
  /** The run ended without a verdict: `fault` is the workbook's own, null when the run was given up for a newer one. */
  "run-ended": { readonly run: number; readonly fault: string | null };
  /** Saves are looked for twice a second instead of being reported. The reason ends a sentence. */
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
  /** null: a fresh one is drawn, and stands in the verdict. */
  readonly seed: number | null;
  /** The only exercise of the run, null for all. */
  readonly exercise: number | null;
  /** The files whose saving started it, relative to the lesson. Empty when it was asked for. */
  readonly saved: readonly string[];
}

/** A check has ended, exactly as the verdict will have it; `exercise` is null for a stretch probe. */
export interface CheckEnd {
  readonly run: number;
  readonly exercise: number | null;
  readonly result: CheckResult;
}

export interface RunUnderWay extends RunStart {
  readonly checks: readonly CheckEnd[];
  /** The verdict as it will be, once every exercise has ended. */
  readonly decided: Verdict | null;
}

export interface Graded {
  readonly verdict: Verdict;
  /** ISO 8601. */
  readonly gradedAt: string;
  /** The name of the kept run's folder; null when it could not be kept. */
  readonly id: string | null;
  /** The only exercise that was graded, null for all. */
  readonly exercise: number | null;
}

/** All that the events so far amount to. */
export interface GradingState {
  /** null: nothing is being graded. */
  readonly grading: RunUnderWay | null;
  /** The last verdict on the learner's files, of this session or an earlier one, of the page or the terminal. */
  readonly latest: Graded | null;
  /** Why the workbook itself could not grade the last time. */
  readonly fault: string | null;
  /** Why saves are looked for twice a second instead of being reported, as the end of a sentence. */
  readonly polling: string | null;
}
