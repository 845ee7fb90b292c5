/** One line of two conversations side by side. */
import type { TranscriptEvent } from "../transcript-event.ts";

/**
 * What a row says. Differences: `missing`, `extra`, `different` (same place, other content), `late`, and `moved` (the
 * same message at another place in the order). No differences: `sent` (what the client said), `same`, `wording` (only
 * the sentence for people differs), `not-held` (the conversation ended before this was asked) and `notObserved` (the
 * client hung up before this could be called late).
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
  /** How much later than in the reference, in milliseconds, counted from what the message answers; for `late`. */
  readonly lateMs?: number;
}

const DIFFERENCES: readonly Mark[] = ["missing", "extra", "different", "late", "moved"];

export function isDifference(mark: Mark): boolean {
  return DIFFERENCES.includes(mark);
}
