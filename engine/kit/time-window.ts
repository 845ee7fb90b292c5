import type { FailureName } from "../failures/registry.ts";
import { REPLY_LIMIT_MS } from "./limits.ts";

/** When something is expected, counted from the request for it. */
export interface TimeWindow {
  /** The earliest time in milliseconds. @default 0 */
  readonly afterMs?: number;
  /** The latest time in milliseconds. @default REPLY_LIMIT_MS */
  readonly withinMs?: number;
  /** The environment variable that sets the time, such as `POLL_TIMEOUT_MS=400`: a server outside the window ignores it. */
  readonly setBy?: string;
}

/** The limits of a window in milliseconds, with defaults applied, and a phrase that describes it. */
export function windowOf({ afterMs = 0, withinMs = REPLY_LIMIT_MS, setBy }: TimeWindow): {
  readonly afterMs: number;
  readonly withinMs: number;
  readonly phrase: string;
} {
  const limits =
    afterMs === 0
      ? `within ${spoken(withinMs)}`
      : `after ${spoken(afterMs)} at the earliest and ${spoken(withinMs)} at the latest`;
  return { afterMs, withinMs, phrase: setBy === undefined ? limits : `${limits}, as ${setBy} says` };
}

/** The failure code for something at the wrong time: the given one, unless a variable sets the time. */
export function codeForTime(code: FailureName, { setBy }: TimeWindow): FailureName {
  return setBy === undefined ? code : "timing-ignored";
}

function spoken(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(2))} s`;
}
