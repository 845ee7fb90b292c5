/** The state of a lesson, reduced from the server's events. Pure: the stream itself is in live.ts. */
import type { LessonSnapshot, LiveEvent } from "../../api-live.ts";
import type { Verdict } from "../../../verdict.ts";

/** The number of log lines that the page keeps; the file in `.workbook/` has them all. */
export const LOG_LINES_KEPT = 2_000;
/** The number of notices shown at a time. */
const NOTICES_KEPT = 3;

export interface LiveState extends Omit<LessonSnapshot, "lesson" | "progress"> {
  readonly notices: readonly string[];
  /** False until the first event. */
  readonly known: boolean;
}

export const NOTHING_KNOWN: LiveState = {
  grading: null,
  latest: null,
  fault: null,
  seed: null,
  server: { state: "stopped", start: 0, port: null, reason: null, saved: [] },
  log: [],
  conversations: [],
  polling: null,
  notices: [],
  known: false,
};

/** The state after one more event. Progress is not part of it, because it belongs to the lesson and the course. */
export function reduce(state: LiveState, { name, data }: Pick<LiveEvent, "name" | "data">): LiveState {
  const event = { name, data } as LiveEvent;
  switch (event.name) {
    case "snapshot": {
      if (event.data.lesson === null) return state;
      const { grading, latest, fault, seed, server, log, conversations, polling } = event.data;
      return { ...state, grading, latest, fault, seed, server, log, conversations, polling, known: true };
    }
    case "run-started":
      return { ...state, grading: { ...event.data, checks: [], decided: null }, fault: null };
    case "check": {
      if (state.grading?.run !== event.data.run) return state;
      return { ...state, grading: { ...state.grading, checks: [...state.grading.checks, event.data] } };
    }
    case "decided": {
      if (state.grading?.run !== event.data.run) return state;
      return { ...state, grading: { ...state.grading, decided: event.data.verdict } };
    }
    case "verdict":
      return { ...state, grading: unless(state, event.data.run), latest: event.data, fault: null };
    case "run-ended":
      return { ...state, grading: unless(state, event.data.run), fault: event.data.fault };
    case "polling":
      return { ...state, polling: event.data.reason };
    case "seed":
      return { ...state, seed: event.data.seed };
    case "server":
      return { ...state, server: event.data };
    case "log":
      return { ...state, log: [...state.log, ...event.data.lines].slice(-LOG_LINES_KEPT) };
    case "conversations":
      return { ...state, conversations: event.data.conversations };
    case "notice":
      return { ...state, notices: [...state.notices, event.data.message].slice(-NOTICES_KEPT) };
    case "progress":
      return state;
  }
}

/** True until the exercises of the current run are decided. */
export function isUnderWay({ grading }: LiveState): boolean {
  return grading !== null && grading.decided === null;
}

/** The verdict to show: that of the current run once its exercises are decided, otherwise the last one. */
export function verdictNow({ grading, latest }: LiveState): Verdict | null {
  return grading?.decided ?? latest?.verdict ?? null;
}

/** Removes a grading that this run or an older one left; a newer one stays. */
function unless({ grading }: LiveState, run: number): LiveState["grading"] {
  return grading !== null && grading.run <= run ? null : grading;
}
