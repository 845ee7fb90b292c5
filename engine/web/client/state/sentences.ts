/** Sentences that are both shown and announced. */
import { count } from "../../../text/phrases.ts";
import type { Verdict } from "../../../verdict.ts";

/** For example `2 of 3 exercises passed, failing: 2.1`. */
export function resultSentence({ outcome, reason, score, exercises }: Verdict): string {
  if (outcome !== "graded") return `Not graded: ${reason?.message ?? "no reason was given"}`;
  const failing = exercises.flatMap(({ checks }) =>
    checks.filter(({ status }) => status === "failed" || status === "error").map(({ id }) => id),
  );
  const result = `${score.earned} of ${count(score.possible, "exercise")} passed`;
  return failing.length === 0 ? result : `${result}, failing: ${failing.join(", ")}`;
}

/** A size for people: `28 B`, `1.5 kB`. */
export function size(bytes: number): string {
  return bytes < 1_000 ? `${bytes} B` : `${(bytes / 1_000).toFixed(1)} kB`;
}

/** The time of day of an ISO 8601 instant, in the reader's locale and time zone. */
export function timeOfDay(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
