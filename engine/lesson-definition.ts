/** The types of the author's files: the course and its lessons. lesson-schema.ts validates the files. */
import type { LessonFailures } from "./failures/registry.ts";
import type { HttpMethod } from "./text/http-syntax.ts";

/** `lessons/course.json`: parts, order, titles, and which lessons are built. */
export interface Course {
  readonly title: string;
  readonly parts: readonly { readonly title: string; readonly lessons: readonly CourseLesson[] }[];
}

export interface CourseLesson {
  /** Folder name, for example `lesson-ws`. */
  readonly slug: string;
  readonly title: string;
  readonly built: boolean;
}

/** The default export of `checks/<lesson>/lesson.ts`. */
export interface LessonDefinition {
  readonly exercises: readonly ExerciseDefinition[];
  /** The file that starts the learner's server, relative to the lesson. */
  readonly entry: string;
  /** Files the learner edits, in reading order. */
  readonly edits: readonly string[];
  /** Files that come with the lesson; copies in a submission are replaced by those of the solution. */
  readonly given: readonly string[];
  /** Packages that a learner's server usually imports, loaded while its code is being compiled. */
  readonly packages?: readonly string[];
  /** Packages that no file may import, because what they do is what the learner writes. @default none */
  readonly forbids?: readonly string[];
  /**
   * The paths to try, in order, for a WebSocket connection without a path in the check: a lesson may leave the choice to the
   * learner. @default ["/"]
   */
  readonly websocketPaths?: readonly string[];
  /** Environment variables that the learner's code reads, mostly timings, by name. */
  readonly environment?: Readonly<Record<string, EnvironmentVariable>>;
  /**
   * Whether the server stores a task board: in a check, SEED_FILE names a file with a random board, and DB_PATH a database
   * file that does not exist yet. @default false
   */
  readonly board?: boolean;
  /**
   * What the grader runs beside the server. `redis`: a Redis that the server finds in REDIS_URL, for each exercise its own.
   * @default []
   */
  readonly services?: readonly Service[];
  /** Programs of the learner that run beside the server: the file to start, by name, for example `client`. */
  readonly programs?: Readonly<Record<string, string>>;
  /** The failures that only this lesson has, as returned by `defineFailures`. */
  readonly failures?: LessonFailures;
  readonly quiz: Quiz;
  /**
   * What the page's console offers to send: HTTP requests, event streams, and WebSocket messages of the lesson's protocol
   * table. The console shows the transports for which something is listed; all of them when nothing is.
   */
  readonly requests?: readonly RequestDefinition[];
  readonly streams?: readonly StreamDefinition[];
  readonly messages?: readonly MessageDefinition[];
  /** Where the server offers the same updates in four ways, so that `npm run cost` can compare them. */
  readonly costs?: CostEndpoints;
}

/** Paths that begin with a slash, with the learners' environment and the board that a server has by itself. */
export interface CostEndpoints {
  /** Answers at once with `{ data, timestamp }`: what is newer than `?since=`. */
  readonly updates: string;
  /** The same, held until there is something. */
  readonly poll: string;
  readonly events: string;
  readonly websocket: string;
  /** The request that makes an update; the update's `task.updatedAt` says when. */
  readonly create: { readonly path: string; readonly json: unknown };
}

export interface RequestDefinition {
  /** A few words: what it is for. */
  readonly label: string;
  readonly method: HttpMethod;
  /** Begins with a slash. */
  readonly path: string;
  /** The body, sent as JSON. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the server may hold it for long: the console then waits without a limit. @default false */
  readonly hold?: boolean;
}

export interface StreamDefinition {
  /** A few words: what it is for. */
  readonly label: string;
  /** Begins with a slash. */
  readonly path: string;
}

type Service = "redis";

export interface MessageDefinition {
  /** A few words: what it is for. */
  readonly label: string;
  /** The text of the message. */
  readonly text: string;
}

/** One environment variable; values are strings, as in any environment. */
export interface EnvironmentVariable {
  /** The value for `npm run dev` and the console, unless the learner sets another, for example `25000`. */
  readonly learners: string;
  /** The value in checks: short for a timing. */
  readonly checks: string;
  /** Its meaning in a few words, for the lesson's table, for example `how long a poll is held, in ms`. */
  readonly about: string;
}

export interface ExerciseDefinition {
  readonly id: number;
  readonly title: string;
  /** Values of declared variables in the checks of this exercise only. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Lets the clock of the server under check move in steps of so many milliseconds, so that a check can have two things happen
   * at the same time (stepped-clock.mjs). @default the clock as it is
   */
  readonly clockStepMs?: number;
}

export interface Quiz {
  readonly question: string;
  readonly choices: readonly QuizChoice[];
}

export interface QuizChoice {
  /** One lower-case letter. */
  readonly id: string;
  readonly text: string;
  readonly correct: boolean;
  /** Why this choice is right or wrong. */
  readonly explanation: string;
}
