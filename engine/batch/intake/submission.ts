import type { Reason } from "../../verdict.ts";

/** A submission found in the class folder, ready to be graded. */
export interface Submission {
  /** The name of its folder or archive, without the archive's extension. No two submissions of a class share one. */
  readonly name: string;
  /** Absolute path of the folder to stage. For a refused submission: where it was found; never stage it. */
  readonly folder: string;
  /**
   * SHA-256 in hexadecimal of the tree that would be staged: relative paths and contents of its regular files. Neither
   * the name, the wrapping folders nor the order counts. For a refused submission: of the refusal.
   */
  readonly hash: string;
  /**
   * Why it is not run: `submission-unreadable`, or `grader-error` when reading it failed for reasons of this machine.
   */
  readonly refusal?: Reason;
}
