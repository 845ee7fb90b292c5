/** One row of two conversations side by side. */
import type { TranscriptEvent } from "../transcript-event.ts";

/**
 * Differences: `missing`, `extra`, `different` (same place, other content), `late`, and `moved` (the same message at
 * another place in the order). Not differences: `sent` (what the client sent), `same`, `wording` (only the sentence for
 * people differs), `not-sent` (the conversation ended before the prompt was sent) and `not-observed` (the client
 * disconnected before the message could count as late).
 */
export type Mark =
  | "sent"
  | "same"
  | "wording"
  | "not-sent"
  | "not-observed"
  | "missing"
  | "extra"
  | "different"
  | "late"
  | "moved";

export interface Row {
  readonly mark: Mark;
  readonly reference: TranscriptEvent | null;
  readonly submission: TranscriptEvent | null;
  /**
   * How much later than in the reference, in milliseconds, measured from the prompt that the message answers; for
   * `late`.
   */
  readonly lateMs?: number;
}

const DIFFERENCES: readonly Mark[] = ["missing", "extra", "different", "late", "moved"];

export function isDifference(mark: Mark): boolean {
  return DIFFERENCES.includes(mark);
}
