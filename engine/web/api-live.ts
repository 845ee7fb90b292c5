/**
 * The server-sent events: `GET /api/events?lesson=lesson-ws`, or without `lesson` for the course. Each event has a name
 * (`event:`), a JSON payload (`data:`) and an id (`id:`).
 *
 * A client that reconnects sends the last id (`Last-Event-ID`, which EventSource does by itself, or `&after=ID`) and
 * gets the events it missed. When that id is unknown, missing or from before a restart, a `snapshot` comes first, which
 * replaces all earlier state. Browsers allow few connections to one address, so a page that is hidden for long should
 * close its stream and reconnect with the id.
 *
 * The server watches and grades a lesson only while it has a stream. The first stream starts a run when there is no
 * verdict yet or the files have changed since.
 */
import type { GradingState, SessionEvents } from "../live/session-event.ts";
import type { ServerEnd } from "../kit/process-end.ts";
import type { SourceLocation } from "../source-location.ts";
import type { Reason, ReasonCode } from "../verdict.ts";
import type { CourseView, ExerciseView, HintView, LessonEntry, QuizView, ConversationSummary } from "./api.ts";

/** Event name -> payload. The events of a grading are the live session's own. */
export interface LiveEvents extends Pick<
  SessionEvents,
  "run-started" | "check" | "decided" | "verdict" | "run-ended" | "polling"
> {
  snapshot: LessonSnapshot | CourseSnapshot;
  /**
   * An exercise passed, a question was answered or a hint was taken, in any tab; also after every verdict. Sent to all
   * pages.
   */
  progress: ProgressNews;
  seed: { readonly seed: number | null };
  server: ServerState;
  /** New lines in the log of the console's server. */
  log: { readonly lines: readonly LogLine[] };
  /** The saved conversations, after one was added or removed. */
  conversations: { readonly conversations: readonly ConversationSummary[] };
  /** A sentence for the reader, shown until dismissed. */
  notice: { readonly message: string };
}

export type LiveEventName = keyof LiveEvents;

export type LiveEvent = { readonly [Name in LiveEventName]: LiveMessage<Name> }[LiveEventName];

export interface LiveMessage<Name extends LiveEventName> {
  readonly name: Name;
  /** The lesson of the event; null for the course. */
  readonly lesson: string | null;
  readonly data: LiveEvents[Name];
}

/** The first event of a stream with `lesson`, when missed events cannot be sent. */
export interface LessonSnapshot extends GradingState {
  readonly lesson: string;
  /** The pinned seed. */
  readonly seed: number | null;
  readonly server: ServerState;
  /** The last lines of the log, oldest first. */
  readonly log: readonly LogLine[];
  readonly conversations: readonly ConversationSummary[];
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
  /** The hints taken so far for current failures, by level. */
  readonly hints: readonly HintView[];
  /** Whether the lesson has ever passed: then the diff and the solution's replay are available. */
  readonly unlocked: boolean;
}

/** The console's server. Gradings start servers of their own. */
export interface ServerState {
  /**
   * - `starting`: it compiles or boots
   * - `running`: it accepts connections
   * - `ended`: it ended by itself; `reason` says how
   * - `failed`: it could not be started; `reason` says why
   */
  readonly state: "stopped" | "starting" | "running" | "ended" | "failed";
  /** Counts starts, including restarts after a save; log lines refer to it. */
  readonly start: number;
  /** The port that the code requested, while running. */
  readonly port: number | null;
  readonly reason: ServerReason | null;
  /** The files whose save restarted it. */
  readonly saved: readonly string[];
}

/** Why it ended or could not be started. */
export interface ServerReason extends Omit<Reason, "code"> {
  readonly code: ReasonCode | ServerEnd["code"];
}

export interface LogLine {
  /** The number of the line, since the workbook was started. */
  readonly n: number;
  /** The start of the server that printed it. */
  readonly start: number;
  readonly stream: "stdout" | "stderr";
  /** Sanitized and capped; paths of the lesson's files are shown relative to the lesson. */
  readonly text: string;
  /** The parts of the text that are locations in the reader's files. */
  readonly places: readonly (SourceLocation & {
    /** Offsets in `text`. */
    readonly from: number;
    readonly to: number;
  })[];
}
