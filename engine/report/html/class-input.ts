/** The input of a class report. Plain values that do not depend on how the class was graded. */
import type { SimilarWork } from "../../similar/similar-work.ts";
import type { Graded, Student } from "../export/student.ts";

export interface ClassReportInput {
  /** All submissions, in the order of the page. Students' ids are unique. */
  readonly results: readonly Graded[];
  readonly grading: GradingFacts;
  /** Submissions that have no score until the instructor decides. */
  readonly asked?: readonly AskedSubmission[] | undefined;
  /** Students whose submission the instructor decided not to score. */
  readonly excused?: readonly Student[] | undefined;
  /** Students on the roster to whom no submission was matched, while some belong to nobody in the roster. */
  readonly notMatched?: readonly Student[] | undefined;
  /** Students on the roster who handed in nothing. */
  readonly absent?: readonly Student[] | undefined;
  /** Work to look at together, named by ids of students. */
  readonly similar?: SimilarWork | undefined;
  /** How these results differ from those of an earlier grading. */
  readonly difference?: Regrade | undefined;
}

export interface AskedSubmission {
  readonly student: Student;
  /** How `--decide` names it. */
  readonly submission: string;
  /** Why it was not graded and what was found, as one sentence without a full stop. */
  readonly found: string;
}

export interface GradingFacts {
  readonly at: Date;
  /** Where the seeds came from, in a few words, for example `one for each submission, from the grading secret`. */
  readonly seeds: string;
  /** For example `workbook 0.1.0`, `Node 20`. */
  readonly versions: readonly string[];
}

export interface Regrade {
  readonly gains: readonly RegradeChange[];
  readonly loses: readonly RegradeChange[];
  /** The same score for other reasons. */
  readonly otherwise: readonly RegradeChange[];
  /** How many have the same result as before. */
  readonly same: number;
  /** Ids of students who handed in again, and of those who are new. */
  readonly again?: readonly string[];
  readonly added?: readonly string[];
}

export interface RegradeChange {
  /** The student's id. */
  readonly name: string;
  /** In exercises. */
  readonly before: number;
  readonly after: number;
  readonly checks: readonly { readonly id: string; readonly before: string; readonly after: string }[];
}
