import type { Lateness } from "./grade.ts";
import type { LessonPolicy } from "./policy-schema.ts";

const MINUTE_MS = 60_000;
const PERIOD_MS = { hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS } as const;

/**
 * How late a submission is, and what that costs; null when it is in time or nothing says when it was due.
 * @param isMarked whether the download marks it as late, which counts where nothing says when it was handed in
 */
export function latenessOf(
  { late }: LessonPolicy,
  { due, handedIn }: { readonly due: Date | undefined; readonly handedIn: Date | undefined },
  isMarked: boolean,
): Lateness | null {
  if (handedIn === undefined || due === undefined) {
    if (!isMarked) return null;
    // Without a time, only a penalty that does not depend on it can be taken.
    return { byMs: null, percent: late?.per === "once" ? Math.min(late.percent, late.atMost) : 0 };
  }
  const byMs = handedIn.getTime() - due.getTime();
  if (byMs <= (late?.graceMinutes ?? 0) * MINUTE_MS) return null;
  if (late === undefined) return { byMs, percent: 0 };
  // The period that has begun counts.
  const periods = late.per === "once" ? 1 : Math.ceil(byMs / PERIOD_MS[late.per]);
  return { byMs, percent: Math.min(late.percent * periods, late.atMost, 100) };
}
