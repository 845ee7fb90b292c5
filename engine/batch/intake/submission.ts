import type { Reason } from "../../verdict.ts";

/** What somebody handed in, ready to be graded. */
export interface Submission {
  /** The folder's or archive's name without its ending: whose it is. */
  readonly name: string;
  /** Absolute path of a folder, ready to be staged. */
  readonly folder: string;
  /** SHA-256 of the normalised tree, in hexadecimal: alike for alike work, whoever handed it in. */
  readonly hash: string;
  /** An archive that was refused: it is not gradable, and nothing of it is ever run. */
  readonly refusal?: Reason;
}
