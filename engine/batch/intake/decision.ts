/** What an instructor decided about a submission that could not be graded without them. */
export interface Decision {
  readonly choice: "place" | "elsewhere" | "zero" | "excused";
  /** For `place`: the folder or file in the hand-in; for `elsewhere`: the absolute path of a folder or archive. */
  readonly place?: string | undefined;
  /** What was handed in then, see `fingerprint`; a decision says nothing about other files. */
  readonly of: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A decision cannot be carried out. The message is one sentence. */
export class DecisionError extends Error {
  override name = "DecisionError";
}
