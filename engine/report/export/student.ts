import type { Verdict } from "../../verdict.ts";

/** Whose submission it was, as the roster says. Systems that take grades know people by one of these and nothing else. */
export interface Student {
  /** What the gradebook calls them: an id of the system, a student number, or the name of the folder handed in. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** One submission of a class, graded. */
export interface Graded {
  readonly student: Student;
  readonly verdict: Verdict;
}

/** Somebody of the class without a verdict: they handed in nothing, or it was not graded yet. */
export interface Unjudged {
  readonly student: Student;
  readonly why: "nothing-handed-in" | "not-graded-yet";
}
