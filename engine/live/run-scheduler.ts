/**
 * When to grade: one run at a time, and after it exactly one more for whatever happened meanwhile. Pure, so that every
 * order of events can be tested.
 */

export interface SchedulerState {
  readonly running: boolean;
  /** Whether another run follows the one under way. */
  readonly again: boolean;
  readonly ended: boolean;
}

/**
 * - `wanted`: a file changed, or the reader asked for a run
 * - `finished`: the run is over, with a verdict or without
 * - `outdated`: what is being graded is of no use any more: another lesson was picked, or the process was stopped and
 *   continued, so that the limits of the checks ran out meanwhile
 * - `quit`: nothing is to happen any more
 */
export type SchedulerEvent = "wanted" | "finished" | "outdated" | "quit";

export type SchedulerAction = "run" | "abort" | "rest";

export const IDLE: SchedulerState = { running: false, again: false, ended: false };

/** What follows from an event. `rest` comes when a run ended and none follows. */
export function step(
  state: SchedulerState,
  event: SchedulerEvent,
): readonly [state: SchedulerState, action: SchedulerAction | undefined] {
  if (state.ended) return [event === "finished" ? { ...state, running: false } : state, undefined];
  switch (event) {
    case "wanted":
      return state.running ? [{ ...state, again: true }, undefined] : [{ ...state, running: true }, "run"];
    case "outdated":
      return state.running ? [{ ...state, again: true }, "abort"] : [state, undefined];
    case "finished":
      if (state.again) return [{ ...state, again: false }, "run"];
      return [{ ...state, running: false }, "rest"];
    case "quit":
      return [{ ...state, again: false, ended: true }, state.running ? "abort" : undefined];
  }
}
