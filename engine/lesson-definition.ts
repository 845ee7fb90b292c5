/** What authors write: the course and each of its lessons. lesson-schema.ts checks files against these types. */
import type { LessonFailures } from "./failures/registry.ts";

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
  /** The failures that only this lesson has, as `defineFailures` returns them. */
  readonly failures?: LessonFailures;
  readonly quiz: Quiz;
  /** The lesson's protocol table: what a client may send, for readers who talk to their server by hand. */
  readonly messages?: readonly MessageDefinition[];
}

export interface MessageDefinition {
  /** A few words: what it is for. */
  readonly label: string;
  /** The text message as it is sent. */
  readonly text: string;
}

export interface ExerciseDefinition {
  readonly id: number;
  readonly title: string;
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
