/** A graded class in the instructors' view. Names are those of the roster, or pseudonyms where names are hidden. */
import type { Grade } from "../policy/grade.ts";
import type { Override } from "../policy/policy-schema.ts";
import type { ExerciseResult, Outcome, Verdict } from "../verdict.ts";

export type { Override } from "../policy/policy-schema.ts";

export interface ClassView extends ClassState {
  readonly folder: string;
  readonly lesson: string;
  readonly title: string;
  /** Everybody: one line for each submission, and for each student without one, by family name. */
  readonly rows: readonly ClassRow[];
  /** The lesson's exercises, by their numbers. */
  readonly exercises: readonly string[];
  /** The checks that failed, in the order of the lesson. */
  readonly checks: readonly ClassCheck[];
  /** Why they failed, the most frequent first for each check. */
  readonly causes: readonly ClassCause[];
  /** Work to look at together, by the ids of lines; null where it was not looked for. */
  readonly similar: SimilarView | null;
  /** Mismatches between roster and submissions, people who handed in several times, and what is wrong with grading.json. */
  readonly remarks: readonly string[];
  /** How many lines have another grade than the reports that were written last. */
  readonly unpublished: number;
  /** Whether names are hidden, and whether the page may show them. */
  readonly anonymous: "no" | "yes" | "always";
  /** Whether this class can be graded again from the page. */
  readonly canGrade: boolean;
}

/** See `SimilarWork` in engine/similar. */
export interface SimilarView {
  readonly groups: readonly { readonly names: readonly string[]; readonly identical: boolean }[];
  readonly sameAsReference: readonly string[];
  readonly earlier: readonly {
    readonly name: string;
    readonly like: string;
    readonly same: boolean;
    readonly share: number;
  }[];
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly share: number }[];
  /** How many more pairs there are. */
  readonly more: number;
}

/** What changes while the page is open, small enough to be asked for every second. */
export interface ClassState {
  /** Changes with everything that the page shows: results, decisions, grading.json. */
  readonly version: string;
  /** Whether a grading that was begun on a page is running. */
  readonly grading: boolean;
  /** Why one failed since it was begun, as one sentence; empty when none did. */
  readonly fault: string;
}

export interface ClassRow {
  /** Identifies the submission, or the student without one, in paths. */
  readonly id: string;
  /** The name of the student, or of several. */
  readonly name: string;
  /** The name of the submission where it is not that of the student; null without one. */
  readonly submission: string | null;
  readonly status: Outcome | "nothing-handed-in" | "not-matched" | "not-graded-yet" | "needs-a-decision" | "excused";
  readonly passed: boolean;
  /** In one line, by the policy where there is one: `2 of 3, late 10 %: 18 of 30`. Empty when there is none. */
  readonly score: string;
  /** The share of what was possible, 0 to 1, to sort by; null without a score. */
  readonly share: number | null;
  /** By the class's policy; null without one. */
  readonly grade: Grade | null;
  /** The status of every exercise, by its number. */
  readonly exercises: Readonly<Record<string, ExerciseResult["status"]>>;
  /** The ids of failed checks and the keys of causes, by which lines are filtered. */
  readonly causes: readonly string[];
  /** What went wrong first, or what was found instead of the work, as one sentence. */
  readonly cause: string;
  /** Whether the course system says that it came after the due date. */
  readonly late: boolean;
  /** Where the work was found and what was put right, one phrase each. */
  readonly notes: readonly string[];
  /** What of a submission that needs a decision could be graded. */
  readonly choices: readonly string[];
  /** Whether something was decided on the page that no grading has carried out yet. */
  readonly settling: boolean;
}

export interface ClassCheck {
  readonly id: string;
  readonly title: string;
  /** How many submissions failed it. */
  readonly failed: number;
}

export interface ClassCause {
  readonly key: string;
  /** Empty for submissions that could not be run. */
  readonly check: string;
  /** As one sentence. */
  readonly why: string;
  readonly failed: number;
}

export interface SubmissionView {
  readonly row: ClassRow;
  /** Id and e-mail address of each student, as far as they are known and shown. */
  readonly students: readonly string[];
  /** Null when nothing was graded. */
  readonly verdict: Verdict | null;
  /** Whether its files still exist, so that they can be compared. */
  readonly canCompare: boolean;
  /** What was decided about what was handed in; null when nothing was. */
  readonly decided: string | null;
  /** What grading.json says of the student; null when it says nothing. */
  readonly override: Override | null;
  /** Why grading.json cannot be changed from here, as one sentence; empty when it can. */
  readonly fault: string;
}

export interface OverrideRequest {
  /** As it was shown: nothing is changed when the file says something else by now. */
  readonly before: Override | null;
  /** Null takes it back. */
  readonly after: Override | null;
}

/** What to decide: `place` is one of `ClassRow.choices`. */
export type DecideRequest =
  | { readonly choice: "zero" | "excused" | "undo" }
  | { readonly choice: "place"; readonly place: string };

/** Grades one submission again; null grades what is new, and writes all reports. */
export interface GradeAgainRequest {
  readonly submission: string | null;
}
