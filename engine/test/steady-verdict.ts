import type { Verdict } from "../verdict.ts";

/** What differs between two gradings of the same files and seed: times, and the ports that were drawn by lot. */
const VARIES = new Set(["at", "durationMs", "asked", "real"]);

/** A verdict as text, line by line, without what differs from one grading to the next. */
export function steadyVerdict(verdict: Verdict): string {
  return JSON.stringify(verdict, (key, value: unknown) => (VARIES.has(key) ? 0 : value), 2);
}
