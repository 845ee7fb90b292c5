/** A graded class, as instructors see it. */
import type { Verdict } from "../verdict.ts";

export interface ClassView {
  readonly folder: string;
  readonly lesson: string;
  readonly title: string;
  readonly submissions: readonly SubmissionRow[];
  /** Every check of the lesson in order, with how many submissions failed it. */
  readonly checks: readonly { readonly id: string; readonly title: string; readonly failed: number }[];
}

export interface SubmissionRow {
  /** Names it in paths. */
  readonly id: string;
  readonly name: string;
  readonly outcome: Verdict["outcome"];
  readonly passed: boolean;
  readonly earned: number;
  readonly possible: number;
  readonly seed: number;
  /** Status of every exercise, by its number. */
  readonly exercises: Readonly<Record<string, "passed" | "failed" | "error">>;
  /** Ids of the checks that failed. */
  readonly failing: readonly string[];
  /** Why it was not graded, in one sentence. */
  readonly reason: string | null;
}

export interface SubmissionView {
  readonly row: SubmissionRow;
  readonly verdict: Verdict;
  /** Whether its files are still there to compare. */
  readonly canCompare: boolean;
}
