/** A lesson on the page: its text, exercises, question, runs and hints. */
import type { TranscriptEvent } from "../transcript-event.ts";
import type { MessageDefinition, RequestDefinition, StreamDefinition } from "../lesson-definition.ts";

/** What the console offers to send. null: the lesson is not about that transport. */
export interface ConsoleOffers {
  readonly requests: readonly RequestDefinition[] | null;
  readonly streams: readonly StreamDefinition[] | null;
  /** The lesson's protocol table. */
  readonly messages: readonly MessageDefinition[] | null;
}

export interface LessonEntry {
  readonly slug: string;
  readonly title: string;
  /** 1-based position in the course. */
  readonly number: number;
  /** `coming`: not built, so it has no page. */
  readonly status: "coming" | "open" | "passed";
  /** How many exercises have ever passed, and how many there are; 0 of 0 while coming. */
  readonly passed: number;
  readonly exercises: number;
  /** null when the lesson has no question. */
  readonly quiz: "open" | "right" | null;
  /** How long the lesson takes; null when it does not say so, and while coming. */
  readonly minutes: number | null;
  /** The share of these minutes that belongs to exercises that have not passed. */
  readonly minutesLeft: number;
}

export interface LessonView {
  readonly slug: string;
  readonly title: string;
  readonly number: number;
  readonly part: string;
  /**
   * The README. Headings have ids. Code is `<pre class="code" data-lang="ts"><code>` with `<span class="tok-keyword">`;
   * the classes are tok-constant, -string, -string-expression, -comment, -keyword, -parameter, -function,
   * -punctuation and -link. A file is `<a class="file" data-file="lessons/lesson-ws/app.ts" href="vscode://…">`, or
   * `<button class="file" data-file="…">` where there is no editor to open: then the page copies the path.
   */
  readonly html: string;
  /** Headings of the README from level 2 on, for a table of contents. */
  readonly headings: readonly { readonly id: string; readonly level: number; readonly text: string }[];
  /** As a user types it, for example `lessons/lesson-ws`. */
  readonly folder: string;
  /** Absolute path; empty for readers on another machine. */
  readonly absoluteFolder: string;
  /** Files to edit first, in reading order. */
  readonly files: readonly LessonFile[];
  readonly exercises: readonly ExerciseView[];
  readonly quiz: QuizView | null;
  readonly offers: ConsoleOffers;
  /** Whether the costs of its server's four ways can be compared. */
  readonly hasCosts: boolean;
  /** Whether the lesson has ever passed: then the diff and the solution's replay are available. */
  readonly unlocked: boolean;
  /** The hints taken so far for current failures, by level. */
  readonly hints: readonly HintView[];
  readonly previous: LessonLink | null;
  readonly next: LessonLink | null;
}

export interface LessonLink {
  readonly slug: string;
  readonly title: string;
  readonly built: boolean;
}

export interface LessonFile {
  /** Relative to the lesson. */
  readonly name: string;
  readonly role: "edit" | "given";
  readonly exists: boolean;
}

export interface ExerciseView {
  readonly id: number;
  readonly title: string;
  /** The id of its heading in the README, `exercise-1` for `### Exercise 1: …`. */
  readonly heading: string;
  /** When it first passed (ISO 8601); null when it never has. */
  readonly passedAt: string | null;
}

export interface QuizView {
  readonly question: string;
  readonly choices: readonly {
    readonly id: string;
    readonly text: string;
    /** Set for the chosen answer, and for all choices after the correct one; otherwise null. */
    readonly feedback: { readonly correct: boolean; readonly explanation: string } | null;
  }[];
  /** The id of the last answer; null before the first. */
  readonly answer: string | null;
  readonly right: boolean;
}

/** The questions about the learner's newest run that passed. */
export interface PredictionsView {
  /** Why there is none, as a sentence; null when there are questions. */
  readonly none: string | null;
  readonly questions: readonly PredictionView[];
}

export interface PredictionView extends QuizView {
  /** The id of the check whose conversation it is. */
  readonly check: string;
  /** What happened before the point that the question is about. */
  readonly conversation: readonly TranscriptEvent[];
  /** Whether the question of this check was answered right in an earlier run. */
  readonly rightBefore: boolean;
}

export interface RunRequest {
  /** Overrides the pinned seed for this run. */
  readonly seed?: number;
  /** Grades only this exercise. */
  readonly exercise?: number;
}

export interface RunSummary {
  /** Identifies the run in paths, for example `2026-11-24T22-10-03-123Z`. */
  readonly id: string;
  readonly passed: boolean;
  readonly earned: number;
  readonly possible: number;
  readonly seed: number;
}

export interface HintView {
  readonly exercise: number;
  /** The failing check; null when the server could not be graded. */
  readonly checkId: string | null;
  readonly level: 1 | 2 | 3;
  /** True when level 3 had been given before. */
  readonly repeated: boolean;
  readonly paragraphs: readonly string[];
  /** Lines of the reader's own file, with level 3. */
  readonly excerpt: {
    /** Relative to the lesson. */
    readonly file: string;
    /** The number of the first line, 1-based. */
    readonly from: number;
    /** The number of the line that the hint is about. */
    readonly focus: number;
    readonly lines: readonly string[];
  } | null;
}
