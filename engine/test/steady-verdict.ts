import { wholeAnswers } from "../compare/whole-answers.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Verdict } from "../verdict.ts";

/** What differs between two gradings of the same files and seed: times, and the ports that were drawn by lot. */
const VARIES = new Set(["at", "durationMs", "asked", "real"]);

/** Whether silence is proved, or waited for until the limit, depends on how busy the machine is. */
const HOW_LONG =
  /(?:,? and |; |: )?nothing is pending in your server that could still answer| within \d+(?:\.\d+)? s\b/g;

/**
 * A verdict as text, line by line, without what differs from one grading to the next; in how many reads an answer arrived
 * does too.
 */
export function steadyVerdict(verdict: Verdict): string {
  const steady = (key: string, value: unknown) => {
    if (key === "transcript") return wholeAnswers(value as TranscriptEvent[]);
    return VARIES.has(key) ? 0 : value;
  };
  return JSON.stringify(verdict, steady, 2).replace(HOW_LONG, "");
}
