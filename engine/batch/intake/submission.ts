import type { Reason } from "../../verdict.ts";
import type { DownloadName } from "./download-name.ts";
import type { Question } from "./question.ts";

/** A submission found in the class folder. */
export interface Submission {
  /** See `HandIn.name`. */
  readonly name: string;
  /** Absolute path of the folder to stage. For a refused submission: where it was found; never stage it. */
  readonly folder: string;
  /**
   * SHA-256 in hexadecimal of the tree that would be staged: relative paths and contents of its regular files. Neither
   * the name, the wrapping folders nor the order counts. For a refused submission: of the refusal.
   */
  readonly hash: string;
  /**
   * Why it is not run: `grader-error` when reading it failed for reasons of this machine, `submission-unreadable` when the
   * instructor decided that it earns nothing.
   */
  readonly refusal?: Reason;
  /** What the instructor has to decide before there is a score. */
  readonly question?: Question;
  /** The instructor decided that it gets no score. */
  readonly excused?: true;
  /** What was done to find and run the work, one phrase each. */
  readonly notes: readonly string[];
  /** Whether the course system says that it came after the due date. */
  readonly late: boolean;
  /** What the course system says in its name. */
  readonly download: DownloadName | undefined;
}
