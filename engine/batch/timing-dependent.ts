import type { Verdict } from "../verdict.ts";

/**
 * Failures that rest on the clock alone. With several gradings at a time the machine may have been what was slow, so
 * such a verdict is looked at once more with nothing else going on, and the second one counts.
 *
 * Silence is not among them: it is told only after the server answered a ping frame, so its event loop did turn.
 * Neither are the limits of processor seconds and memory: they count what the server itself used, however busy the
 * machine is.
 */
const CLOCK_CODES: ReadonlySet<string> = new Set([
  "never-listened",
  "http-not-answering",
  "handshake-hangs",
  "event-loop-blocked",
  "too-slow",
  "no-pong-frame",
  "not-ended",
]);

/** Whether the verdict may be one about the machine. */
export function isTimingDependent(verdict: Verdict): boolean {
  if (verdict.outcome === "not-gradable") return CLOCK_CODES.has(verdict.reason?.code ?? "");
  if (verdict.outcome !== "graded") return false;
  return verdict.exercises.some(({ checks }) => checks.some(({ failure }) => CLOCK_CODES.has(failure?.code ?? "")));
}
