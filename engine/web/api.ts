/**
 * What the page and its server say to each other over HTTP. Types only, so that both sides can import it. What the
 * server tells by itself is in api-live.ts (Server-Sent Events), the console in api-console.ts (WebSocket).
 *
 * Every answer of `/api` is JSON; one that is no 2xx is an `ApiError`. A request that is no GET carries the session's
 * token in the header `x-workbook-token` and a JSON body (`{}` when there is nothing to say). A token lives as long as
 * the process: on `bad-token` the page asks for the session again and repeats the request once.
 *
 * Everything that is `html` here was rendered and escaped by the server and may be put into the page as it is; all
 * other text is text, and may come from a submission.
 */
import type { Verdict } from "../verdict.ts";
import type { ClassView, SubmissionView } from "./api-class.ts";
import type { DiffView } from "./api-diff.ts";
import type { Replay, SavedSession, SessionSummary } from "./api-sessions.ts";

export type * from "./api-class.ts";
export type * from "./api-diff.ts";
export type * from "./api-sessions.ts";

/** Method and path -> what is asked and answered. `:slug` is a lesson's folder name; values in a path are URL-encoded. */
export interface Api {
  "GET /api/session": { answer: Session };
  /** 401 `invalid-code` "Invalid code"; 429 `too-many-attempts` with `retryAfterMs`. Needs no token. */
  "POST /api/access": { body: { readonly code: string }; answer: Session };
  /** Forgets the access code on this browser. */
  "POST /api/leave": { answer: Session };
  "GET /api/course": { answer: CourseView };
  "GET /api/lessons/:slug": { answer: LessonView };
  /** Grades once more. It ends the way it began: by events. A run under way is followed by this one. */
  "POST /api/lessons/:slug/run": { body: RunRequest; answer: { readonly accepted: true } };
  /** Every run from now on takes its random input from this number; null draws a fresh one each time. */
  "POST /api/lessons/:slug/seed": { body: { readonly seed: number | null }; answer: { readonly seed: number | null } };
  /** The newest first; those of the terminal are among them. */
  "GET /api/lessons/:slug/runs": { answer: { readonly runs: readonly RunSummary[] } };
  /** Exactly what `npm run --silent check -- --json` printed for this run. */
  "GET /api/lessons/:slug/runs/:run": { answer: Verdict };
  /** The next hint for an exercise that failed: one level higher with every call for the same check. 409 `nothing-failed`. */
  "POST /api/lessons/:slug/hint": { body: { readonly exercise: number }; answer: HintView };
  "POST /api/lessons/:slug/quiz": { body: { readonly answer: string }; answer: QuizView };
  /** 403 `locked` until the lesson has been passed; never for instructors. */
  "GET /api/lessons/:slug/diff": { answer: DiffView };
  "GET /api/lessons/:slug/sessions": { answer: { readonly sessions: readonly SessionSummary[] } };
  /** Keeps what the console holds now. 409 `nothing-to-save` when it is empty. */
  "POST /api/lessons/:slug/sessions": { body: { readonly name: string }; answer: SessionSummary };
  "GET /api/lessons/:slug/sessions/:id": { answer: SavedSession };
  "DELETE /api/lessons/:slug/sessions/:id": { answer: { readonly sessions: readonly SessionSummary[] } };
  /** Holds the same conversation with a fresh server. `solution`: 403 `locked` until the lesson has been passed. */
  "POST /api/lessons/:slug/sessions/:id/replay": { body: { readonly against: "mine" | "solution" }; answer: Replay };
  /** Instructors only, and only where a folder of grades was named; else 404 `no-class`. */
  "GET /api/class": { answer: ClassView };
  "GET /api/class/:id": { answer: SubmissionView };
  "GET /api/class/:id/diff": { answer: DiffView };
}

export type Route = keyof Api;
export type Answer<R extends Route> = Api[R]["answer"];
export type Body<R extends Route> = Api[R] extends { body: infer B } ? B : undefined;

/** What every answer without 2xx holds. */
export interface ApiError {
  /** For the page to decide by. */
  readonly error: ErrorCode;
  /** One sentence for the reader. */
  readonly message: string;
  /** With `too-many-attempts`: how long to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

export type ErrorCode =
  | "access-code-needed"
  | "invalid-code"
  | "too-many-attempts"
  | "too-many-connections"
  | "page-full"
  | "bad-token"
  | "foreign-request"
  | "instructors-only"
  | "not-found"
  | "no-class"
  | "invalid-input"
  | "too-large"
  | "headers-too-large"
  | "too-slow"
  | "locked"
  | "nothing-failed"
  | "nothing-to-save"
  | "too-many-saved"
  | "busy"
  | "workbook-fault";

/** In the page as `<script type="application/json" id="workbook-page">`, so that the first paint asks for nothing. */
export interface PageState {
  readonly session: Session;
  /** null until the access code was entered. */
  readonly course: CourseView | null;
  /** The lesson the address names. */
  readonly lesson: LessonView | null;
}

export interface Session {
  /** Another one after every start of the server: then an event stream begins with a `snapshot`. */
  readonly boot: string;
  /** null: the access code is asked for, and every other route answers 401 `access-code-needed`. */
  readonly role: "learner" | "instructor" | null;
  /** null while `role` is. */
  readonly token: string | null;
  /** Whether a code can be entered: for access, or to become an instructor. */
  readonly takesCode: boolean;
  /** Whether this browser has entered one, which `leave` forgets. */
  readonly enteredCode: boolean;
  /** Whether `GET /api/class` has something to show to this reader. */
  readonly hasClass: boolean;
  readonly editor: Editor;
}

/** How to open a file of the reader's: see `editorLink` in editor-link.ts. */
export interface Editor {
  /** `none`: show the path to copy. */
  readonly name: "vscode" | "cursor" | "zed" | "idea" | "none";
  /** As people say it, for example `VS Code`; empty for none. */
  readonly title: string;
}

export interface CourseView {
  readonly title: string;
  readonly parts: readonly { readonly title: string; readonly lessons: readonly LessonEntry[] }[];
  /** Slug of the first built lesson that has not been passed; null when all are. */
  readonly next: string | null;
}

export interface LessonEntry {
  readonly slug: string;
  readonly title: string;
  /** 1-based place in the course. */
  readonly number: number;
  /** `coming`: not built, so there is nothing to link to. */
  readonly status: "coming" | "open" | "passed";
  /** Exercises that have passed at some time, and all there are; 0 of 0 while coming. */
  readonly passed: number;
  readonly exercises: number;
  /** null: the lesson has no question. */
  readonly quiz: "open" | "right" | null;
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
  /** As people type it, for example `lessons/lesson-ws`. */
  readonly folder: string;
  /** Absolute; empty for readers on another machine. */
  readonly absoluteFolder: string;
  /** Those to edit first, in reading order. */
  readonly files: readonly LessonFile[];
  readonly exercises: readonly ExerciseView[];
  readonly quiz: QuizView | null;
  /** What the console offers to send: the lesson's protocol table. */
  readonly messages: readonly { readonly label: string; readonly text: string }[];
  /** Passed now or before: then the diff and the solution's replay are open. */
  readonly unlocked: boolean;
  /** The hints taken so far for what fails now, by level. */
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
  /** Id of its heading in the README, `exercise-1` for `### Exercise 1: …`. */
  readonly heading: string;
  /** When it passed first (ISO 8601), null while it never did. */
  readonly passedAt: string | null;
}

export interface QuizView {
  readonly question: string;
  readonly choices: readonly {
    readonly id: string;
    readonly text: string;
    /** Whether and why it is right: for the chosen one after an answer, for all after the right one; else null. */
    readonly feedback: { readonly correct: boolean; readonly explanation: string } | null;
  }[];
  /** The letter chosen last, null before. */
  readonly answer: string | null;
  readonly right: boolean;
}

export interface RunRequest {
  /** Overrides the pinned seed, once. */
  readonly seed?: number;
  /** Grades this exercise alone. */
  readonly exercise?: number;
}

export interface RunSummary {
  /** Names the run in paths, for example `2026-11-24T22-10-03-123Z`. */
  readonly id: string;
  readonly passed: boolean;
  readonly earned: number;
  readonly possible: number;
  readonly seed: number;
}

export interface HintView {
  readonly exercise: number;
  /** The check it is about; null when the server could not be graded. */
  readonly checkId: string | null;
  readonly level: 1 | 2 | 3;
  /** True when level 3 had been given before. */
  readonly repeated: boolean;
  readonly paragraphs: readonly string[];
  /** Lines of the reader's own file, with level 3. */
  readonly excerpt: {
    /** Relative to the lesson. */
    readonly file: string;
    /** Number of the first line, 1-based. */
    readonly from: number;
    /** Number of the line it is about. */
    readonly focus: number;
    readonly lines: readonly string[];
  } | null;
}
