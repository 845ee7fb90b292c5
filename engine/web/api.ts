/**
 * The HTTP contract between the page and its server. Types only, so that both sides can import it. api-live.ts has the
 * server-sent events, api-console.ts the console's WebSocket.
 *
 * Every response of `/api` is JSON; one without a 2xx status is an `ApiError`. Requests other than GET have the
 * session's token in the header `x-workbook-token` and a JSON body (`{}` when there is no data). A token is valid as
 * long as the process: on `bad-token` the page requests the session again and repeats the request once.
 *
 * Text called `html` was rendered and escaped by the server and may be inserted into the page; all other text is plain
 * text and may come from a submission.
 */
import type { Verdict } from "../verdict.ts";
import type {
  ClassState,
  ClassView,
  DecideRequest,
  GradeAgainRequest,
  OverrideRequest,
  SubmissionView,
} from "./api-class.ts";
import type { DiffView } from "./api-diff.ts";
import type {
  HintView,
  LessonEntry,
  LessonView,
  PredictionsView,
  QuizView,
  RunRequest,
  RunSummary,
} from "./api-lesson.ts";
import type { Replay, SavedConversation, ConversationSummary } from "./api-conversations.ts";

export type * from "./api-class.ts";
export type * from "./api-diff.ts";
export type * from "./api-lesson.ts";
export type * from "./api-conversations.ts";

/** Method and path -> body and response. `:slug` is a lesson's folder name; values in a path are URL-encoded. */
export interface Api {
  "GET /api/session": { answer: Session };
  /** 401 `invalid-code` "Invalid code"; 429 `too-many-attempts` with `retryAfterMs`. Needs no token. */
  "POST /api/access": { body: { readonly code: string }; answer: Session };
  /** Deletes the access code's cookie and ends its session. */
  "POST /api/leave": { answer: Session };
  "GET /api/course": { answer: CourseView };
  "GET /api/lessons/:slug": { answer: LessonView };
  /** Grades again, after the current run if there is one. The result arrives as events. */
  "POST /api/lessons/:slug/run": { body: RunRequest; answer: { readonly accepted: true } };
  /** Uses this seed for all further runs; null for a random one each time. */
  "POST /api/lessons/:slug/seed": { body: { readonly seed: number | null }; answer: { readonly seed: number | null } };
  /** Newest first, including runs of the terminal. */
  "GET /api/lessons/:slug/runs": { answer: { readonly runs: readonly RunSummary[] } };
  /** The same JSON that `npm run --silent check -- --json` printed for this run. */
  "GET /api/lessons/:slug/runs/:run": { answer: Verdict };
  /** The next hint for a failed exercise: one level higher with every call for the same check. 409 `nothing-failed`. */
  "POST /api/lessons/:slug/hint": { body: { readonly exercise: number }; answer: HintView };
  "POST /api/lessons/:slug/quiz": { body: { readonly answer: string }; answer: QuizView };
  "GET /api/lessons/:slug/predictions": { answer: PredictionsView };
  /** `answer` is a letter. */
  "POST /api/lessons/:slug/predictions": {
    body: { readonly check: string; readonly answer: string };
    answer: PredictionsView;
  };
  /** 403 `locked` until the lesson has been passed; never for instructors. */
  "GET /api/lessons/:slug/diff": { answer: DiffView };
  "GET /api/lessons/:slug/conversations": { answer: { readonly conversations: readonly ConversationSummary[] } };
  /** Saves the console's conversation. 409 `nothing-to-save` when it is empty. */
  "POST /api/lessons/:slug/conversations": { body: { readonly name: string }; answer: ConversationSummary };
  "GET /api/lessons/:slug/conversations/:id": { answer: SavedConversation };
  "DELETE /api/lessons/:slug/conversations/:id": { answer: { readonly conversations: readonly ConversationSummary[] } };
  /** Replays the conversation with a fresh server. `solution`: 403 `locked` until the lesson has been passed. */
  "POST /api/lessons/:slug/conversations/:id/replay": {
    body: { readonly against: "mine" | "solution" };
    answer: Replay;
  };
  /** For instructors only, and only when the server has a folder of grades; otherwise 404 `no-class`. */
  "GET /api/class": { query: Names; answer: ClassView };
  "GET /api/class-state": { answer: ClassState };
  "GET /api/class/:id": { query: Names; answer: SubmissionView };
  "GET /api/class/:id/diff": { query: Names; answer: DiffView };
  /** Writes into grading.json. 409 `not-written` when the file no longer says what the page showed. */
  "POST /api/class/:id/override": { body: OverrideRequest; answer: SubmissionView; query: Names };
  /** Settles what was handed in, and grades it. The result is in the class's next version. 409 `busy`. */
  "POST /api/class/:id/decide": { body: DecideRequest; answer: { readonly accepted: true } };
  /** 409 `busy` while the class is being graded. */
  "POST /api/class-grade": { body: GradeAgainRequest; answer: { readonly accepted: true } };
}

/** Whether names are hidden behind pseudonyms. */
export interface Names {
  readonly names?: "hidden";
}

export type Route = keyof Api;
export type Answer<R extends Route> = Api[R]["answer"];
export type Body<R extends Route> = Api[R] extends { body: infer B } ? B : undefined;

export type Query<R extends Route> = Api[R] extends { query: infer Q } ? Q : Readonly<Record<string, never>>;

/** The body of every response without a 2xx status. */
export interface ApiError {
  /** For the page's own decisions. */
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
  | "nothing-to-compare"
  | "too-many-saved"
  | "busy"
  | "not-written"
  | "workbook-fault";

/**
 * Embedded in the page as `<script type="application/json" id="workbook-page">`, so that the first paint needs no
 * request.
 */
export interface PageState {
  readonly session: Session;
  /** null until an access code is entered. */
  readonly course: CourseView | null;
  /** The lesson of the address. */
  readonly lesson: LessonView | null;
}

export interface Session {
  /** Changes with every start of the server; then an event stream begins with a `snapshot`. */
  readonly boot: string;
  /** null: an access code is needed, and every other route answers 401 `access-code-needed`. */
  readonly role: "learner" | "instructor" | null;
  /** null while `role` is null. */
  readonly token: string | null;
  /** Whether a code can be entered, for access or to become an instructor. */
  readonly takesCode: boolean;
  /** Whether this browser has entered a code, which `leave` forgets. */
  readonly enteredCode: boolean;
  /** Whether `GET /api/class` is available to this reader. */
  readonly hasClass: boolean;
  readonly editor: Editor;
}

/** How to open the reader's files: see `editorLink` in editor-link.ts. */
export interface Editor {
  /** `none`: show the path to copy. */
  readonly name: "vscode" | "cursor" | "zed" | "idea" | "none";
  /** The editor's name for people, for example `VS Code`; empty for none. */
  readonly title: string;
}

export interface CourseView {
  readonly title: string;
  readonly parts: readonly { readonly title: string; readonly lessons: readonly LessonEntry[] }[];
  /** Slug of the first built lesson that has not been passed; null when all are. */
  readonly next: string | null;
  /** Whether nothing was done yet: the page then says where to begin. */
  readonly isNew: boolean;
}
