/**
 * Decides when to grade: one run at a time, and then exactly one more if anything happened meanwhile. Pure, so that
 * every order of events can be tested.
 */

export interface SchedulerState {
  readonly running: boolean;
  /** Whether another run follows the current one. */
  readonly again: boolean;
  readonly ended: boolean;
}

/**
 * - `wanted`: a file changed, or the reader asked for a run
 * - `finished`: the run ended, with or without a verdict
 * - `outdated`: the current run is useless, because the process was stopped and continued, and limits of checks expired
 *   meanwhile
 * - `quit`: no run starts any more
 */
export type SchedulerEvent = "wanted" | "finished" | "outdated" | "quit";

export type SchedulerAction = "run" | "abort" | "rest";

export const IDLE: SchedulerState = { running: false, again: false, ended: false };

/** Returns the next state and action. The action is `rest` when a run ended and none follows. */
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
