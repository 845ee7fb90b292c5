/** A graded class in the instructors' view. */
import type { Verdict } from "../verdict.ts";

export interface ClassView {
  readonly folder: string;
  readonly lesson: string;
  readonly title: string;
  readonly submissions: readonly SubmissionRow[];
  /** Submissions that have no score until the instructor decides: what was found in each, as one sentence. */
  readonly asked: readonly { readonly name: string; readonly found: string }[];
  /** All checks of the lesson in order, with the number of submissions that failed them. */
  readonly checks: readonly { readonly id: string; readonly title: string; readonly failed: number }[];
}

export interface SubmissionRow {
  /** Identifies the submission in paths. */
  readonly id: string;
  readonly name: string;
  readonly outcome: Verdict["outcome"];
  readonly passed: boolean;
  readonly earned: number;
  readonly possible: number;
  /** By the class's policy, for example `2 of 3, late 10 %: 18 of 30`; null without one. */
  readonly grade: string | null;
  readonly seed: number;
  /** The status of every exercise, by its id. */
  readonly exercises: Readonly<Record<string, "passed" | "failed" | "error">>;
  /** The ids of failed checks. */
  readonly failing: readonly string[];
  /** Why it was not graded, as one sentence. */
  readonly reason: string | null;
}

export interface SubmissionView {
  readonly row: SubmissionRow;
  readonly verdict: Verdict;
  /** Whether its files still exist, so that they can be compared. */
  readonly canCompare: boolean;
}
