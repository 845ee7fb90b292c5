/**
 * What the server tells by itself, as Server-Sent Events: `GET /api/events?lesson=lesson-ws`, or without `lesson` for
 * what concerns the course. Each event has a name (`event:`), a JSON payload (`data:`) and an id (`id:`).
 *
 * Who comes back sends the last id (`Last-Event-ID`, which EventSource does by itself, or `&after=ID`) and gets what was
 * missed. When that is no longer known, or the server was started anew, a `snapshot` comes first; it also comes first
 * for whoever sends no id. A snapshot replaces everything known before. Browsers hold few connections to one address:
 * a page that is hidden for long should close its stream and come back with the id.
 *
 * Somebody listening to a lesson is what makes the server watch and grade it. The first stream of a lesson starts a run
 * when there is no verdict yet or the files have changed since.
 */
import type { GradingState, SessionEvents } from "../live/session-event.ts";
import type { ServerEnd } from "../kit/process-end.ts";
import type { SourceLocation } from "../source-location.ts";
import type { Reason, ReasonCode } from "../verdict.ts";
import type { CourseView, ExerciseView, HintView, LessonEntry, QuizView, SessionSummary } from "./api.ts";

/** Name of the event -> its payload. Those of a grading are the live session's own. */
export interface LiveEvents extends Pick<
  SessionEvents,
  "run-started" | "check" | "decided" | "verdict" | "run-ended" | "polling"
> {
  snapshot: LessonSnapshot | CourseSnapshot;
  /** Something was passed, answered or hinted at, here or in another tab; also after every verdict. Goes to everybody. */
  progress: ProgressNews;
  seed: { readonly seed: number | null };
  server: ServerState;
  /** New lines of the server in the console. */
  log: { readonly lines: readonly LogLine[] };
  /** The saved conversations of the console, after one was added or removed. */
  sessions: { readonly sessions: readonly SessionSummary[] };
  /** For the reader, until dismissed. */
  notice: { readonly message: string };
}

export type LiveEventName = keyof LiveEvents;

export type LiveEvent = { readonly [Name in LiveEventName]: LiveMessage<Name> }[LiveEventName];

export interface LiveMessage<Name extends LiveEventName> {
  readonly name: Name;
  /** The lesson it is about; null for the course. */
  readonly lesson: string | null;
  readonly data: LiveEvents[Name];
}

/** The first event of a stream with `lesson`, when nothing can be caught up with. */
export interface LessonSnapshot extends GradingState {
  readonly lesson: string;
  /** The pinned seed. */
  readonly seed: number | null;
  readonly server: ServerState;
  /** The end of the log, oldest first. */
  readonly log: readonly LogLine[];
  readonly sessions: readonly SessionSummary[];
  readonly progress: ProgressNews;
}

/** The first event of a stream without `lesson`. */
export interface CourseSnapshot {
  readonly lesson: null;
  readonly course: CourseView;
}

export interface ProgressNews {
  readonly lesson: string;
  readonly entry: LessonEntry;
  readonly exercises: readonly ExerciseView[];
  readonly quiz: QuizView | null;
  /** The hints taken so far for what fails now, by level. */
  readonly hints: readonly HintView[];
  /** Passed now or before: the diff and the solution's replay are open. */
  readonly unlocked: boolean;
}

/** The server in the console. Grading has servers of its own. */
export interface ServerState {
  /**
   * - `starting`: it compiles or boots
   * - `running`: it accepts connections
   * - `ended`: it ended by itself; `reason` says how
   * - `failed`: it could not be started; `reason` says why
   */
  readonly state: "stopped" | "starting" | "running" | "ended" | "failed";
  /** Counts the starts, also those after a save: a log line names the start it belongs to. */
  readonly start: number;
  /** The port the code asked for, while running. */
  readonly port: number | null;
  readonly reason: ServerReason | null;
  /** The files whose saving started it anew. */
  readonly saved: readonly string[];
}

/** Why it ended or could not be started. */
export interface ServerReason extends Omit<Reason, "code"> {
  readonly code: ReasonCode | ServerEnd["code"];
}

export interface LogLine {
  /** Counts the lines of this server since the workbook was started. */
  readonly n: number;
  /** Which start of the server printed it. */
  readonly start: number;
  readonly stream: "stdout" | "stderr";
  /** Cleaned and capped; places in it are shown relative to the lesson. */
  readonly text: string;
  /** Parts of the text that name a place in the reader's files. */
  readonly places: readonly (SourceLocation & {
    /** Offsets in `text`. */
    readonly from: number;
    readonly to: number;
  })[];
}
