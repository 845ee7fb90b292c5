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
  /** What the verdict is worth by the class's policy; undefined without a policy. */
  readonly grade?: Grade | undefined;
}

/** A student without a verdict: they handed in nothing, or the submission was not graded yet. */
export interface Unjudged {
  readonly student: Student;
  readonly why: "nothing-handed-in" | "not-graded-yet";
  /** Undefined without a policy. A person may have given points all the same. */
  readonly grade?: Grade | undefined;
}
