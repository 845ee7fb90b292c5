import type { FailureName } from "../failures/registry.ts";
import { REPLY_LIMIT_MS } from "./limits.ts";

/** When something is expected, counted from what asked for it. */
export interface TimeWindow {
  /** Not before so many milliseconds. @default 0 */
  readonly afterMs?: number;
  /** After so many milliseconds at the latest. @default REPLY_LIMIT_MS */
  readonly withinMs?: number;
  /** The variable of the server's environment that sets the time: one that keeps to no window ignores it. */
  readonly setBy?: string;
}

/** Milliseconds of a window with its defaults, and how it is said. */
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

/** The failure code for what came at the wrong time: the given one, unless a variable sets the time. */
export function codeForTime(code: FailureName, { setBy }: TimeWindow): FailureName {
  return setBy === undefined ? code : "timing-ignored";
}

function spoken(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(2))} s`;
}
