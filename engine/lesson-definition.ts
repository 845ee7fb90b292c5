/** What authors write: the course and each of its lessons. lesson-schema.ts checks files against these types. */
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

/** What `checks/<lesson>/lesson.ts` exports as default. */
export interface LessonDefinition {
  readonly exercises: readonly ExerciseDefinition[];
  /** The file that starts the learner's server, relative to the lesson. */
  readonly entry: string;
  /** Files the learner edits, in reading order. */
  readonly edits: readonly string[];
  /** Files that come with the lesson; a submission's own copies are replaced by the solution's. */
  readonly given: readonly string[];
  /** Packages a learner's server usually imports; they are loaded while its code still compiles. */
  readonly packages?: readonly string[];
  /**
   * The paths on which WebSocket connections are tried, in their order, where a check names none: a lesson may leave the
   * choice to the learner. @default ["/"]
   */
  readonly websocketPaths?: readonly string[];
  /** Environment variables that the learner's code reads, mostly timings: from the name to its values. */
  readonly environment?: Readonly<Record<string, EnvironmentVariable>>;
  /**
   * Whether the server stores a task board: under check it finds a random one in the file that SEED_FILE names, and a
   * database file that does not exist yet in DB_PATH. @default false
   */
  readonly board?: boolean;
  /**
   * What the grader runs beside the server. `redis`: a Redis that the server finds in REDIS_URL, for each exercise its own.
   * @default []
   */
  readonly services?: readonly Service[];
  /** Programs of the learner's that run beside the server: from the name, for example `client`, to the file that starts it. */
  readonly programs?: Readonly<Record<string, string>>;
  /** The failures that only this lesson has, as `defineFailures` returns them. */
  readonly failures?: LessonFailures;
  readonly quiz: Quiz;
  /**
   * What the page's console offers to send by hand: requests over HTTP, event streams, and messages over WebSocket, the
   * lesson's protocol table. It speaks the transports of which something is listed; all of them when nothing is.
   */
  readonly requests?: readonly RequestDefinition[];
  readonly streams?: readonly StreamDefinition[];
  readonly messages?: readonly MessageDefinition[];
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
  /** Whether the server may leave it unanswered for long: the console then waits without a limit. @default false */
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
  /** The text message as it is sent. */
  readonly text: string;
}

/** One environment variable, as a text, because the environment holds nothing else. */
export interface EnvironmentVariable {
  /** What a learner's own run has unless they set it themselves, for example `25000`. */
  readonly learners: string;
  /** What it is under check: for a timing, short. */
  readonly checks: string;
  /** What it is, in a few words that follow the name in the lesson's table, for example `how long a poll is held, in ms`. */
  readonly about: string;
}

export interface ExerciseDefinition {
  readonly id: number;
  readonly title: string;
  /** Values under check of variables that `environment` declares, for this exercise alone. */
  readonly environment?: Readonly<Record<string, string>>;
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
