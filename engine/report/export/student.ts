import type { Grade } from "../../policy/grade.ts";
import type { Verdict } from "../../verdict.ts";

/** The student of a submission, as in the roster. A gradebook identifies students by one of these. */
export interface Student {
  /** The id in the gradebook: one of that system, a student number, or the name of the submission's folder. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  /** The family name, when the roster has a column for it. */
  readonly familyName?: string | undefined;
}

/** One submission of a class, graded. */
export interface Graded {
  readonly student: Student;
  readonly verdict: Verdict;
  /** Whether the course system says that it came after the due date. */
  readonly late?: boolean | undefined;
  /** What was done to find and run the work, one phrase each. */
  readonly notes?: readonly string[] | undefined;
  /** What the verdict is worth by the class's policy; undefined without a policy. */
  readonly grade?: Grade | undefined;
}

/** A student without a verdict, and thus without a score. */
export interface Unjudged {
  readonly student: Student;
  /**
   * `not-matched`: none of the submissions was recognised as theirs, but some belong to nobody in the roster, so they may have
   * handed in one of those. `needs-a-decision`: what was handed in could not be graded, and the instructor has to say what it
   * earns.
   */
  readonly why: "nothing-handed-in" | "not-matched" | "not-graded-yet" | "needs-a-decision" | "excused";
  /** What was found instead of the work, as one sentence without a full stop. */
  readonly found?: string | undefined;
  /** How `--decide` names the submission. */
  readonly submission?: string | undefined;
  /** Undefined without a policy. A person may have given points all the same. */
  readonly grade?: Grade | undefined;
}
