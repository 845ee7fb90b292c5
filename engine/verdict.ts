/**
 * The verdict: the result of grading one submission, as a plain value.
 *
 * Everything that shows, stores or exports a result reads this type and nothing else. This module does no I/O.
 * The JSON form is the public contract `workbook.verdict/1`.
 */

import type { SourceLocation } from "./source-location.ts";
import type { TranscriptEvent } from "./transcript-event.ts";

export const VERDICT_SCHEMA = "workbook.verdict/1";

export interface Verdict {
  readonly schema: typeof VERDICT_SCHEMA;
  /** The lesson's folder name, for example `lesson-ws`. */
  readonly lesson: string;
  /** The lesson's title, for example `Building a WebSocket Server`. */
  readonly title: string;
  /** The submission's path or URL, as given. */
  readonly submission: string;
  readonly outcome: Outcome;
  /** Why the submission was not graded; `null` when `outcome` is `graded`. */
  readonly reason: Reason | null;
  /** True when every exercise asked for passed. */
  readonly passed: boolean;
  /** Counted in exercises. A submission that is not gradable earns 0. */
  readonly score: { readonly earned: number; readonly possible: number };
  /** The number from which all random input of the run was derived. */
  readonly seed: number;
  /** How the submission was isolated from this machine while it ran. */
  readonly isolation: Isolation;
  readonly durationMs: number;
  readonly exercises: readonly ExerciseResult[];
  readonly stretch: readonly StretchResult[];
  /** Remarks that never change a status. */
  readonly advice: readonly Advice[];
  readonly server: ServerReport;
}

/**
 * - `graded`: the checks ran.
 * - `not-gradable`: the submission could not be run, for reasons in the submission; it earns 0.
 * - `grader-error`: the workbook itself failed, which is never the learner's fault.
 */
export type Outcome = "graded" | "not-gradable" | "grader-error";

export type Isolation = "process" | "namespaces" | "container" | "none (url)";

/** Why a submission was not graded, in the order in which causes are checked: the first that applies is the reason. */
export const REASON_CODES = [
  "submission-unreadable",
  "file-missing",
  "forbidden-package",
  "does-not-compile",
  "crashed-while-starting",
  "exited-while-starting",
  "never-listened",
  "grader-error",
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];

export interface Reason extends Partial<SourceLocation> {
  readonly code: ReasonCode;
  /** One sentence that names what is wrong. */
  readonly message: string;
  /** More text for people: a code frame, the end of the server's log. Untrusted, sanitized, capped. */
  readonly details?: string;
  /** What to do next, in one sentence. */
  readonly hint?: string;
}

export type ExerciseStatus = "passed" | "failed" | "error";

export interface ExerciseResult {
  readonly id: number;
  readonly title: string;
  readonly status: ExerciseStatus;
  readonly durationMs: number;
  readonly checks: readonly CheckResult[];
  /** Set when the submission is not gradable; the same for every exercise. */
  readonly reason?: Reason;
}

/** `skipped`: a check it needs failed. `error`: the grader's fault. */
export type CheckStatus = "passed" | "failed" | "skipped" | "error";

export interface CheckResult {
  /** For example `1.2`. */
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  readonly durationMs: number;
  /** `null` unless `status` is `failed` or `error`. */
  readonly failure: Failure | null;
  /** Why a skipped check was skipped, for example `needs 2.1`. */
  readonly skipped?: string;
  readonly transcript: readonly TranscriptEvent[];
}

export interface Failure extends Partial<SourceLocation> {
  /** Stable, for programs, for example `no-pong`. Programs must not match on the sentences below. */
  readonly code: string;
  readonly sent: string;
  readonly expected: string;
  readonly received: string;
  /** The probable cause. */
  readonly why: string;
  /** A question or a pointer, never the solution. Empty when none fits the cause that was found. */
  readonly hint: string;
  /** The last lines that the server printed while the check ran. Untrusted, cleaned, capped. */
  readonly log?: string;
  /** The index in the check's transcript of the event that is not as expected; undefined when every event is right. */
  readonly event?: number;
  /** Where the transcript lacks the expected event: after the event with this index, at this client. */
  readonly missing?: { readonly after: number; readonly peer: string };
}

export interface StretchResult {
  readonly id: string;
  readonly title: string;
  /** `skipped`: probes run only after every exercise has passed, and some need a process that the grader started. */
  readonly status: "passed" | "failed" | "skipped";
  /** Empty when passed. */
  readonly why: string;
}

export interface Advice {
  readonly code: string;
  readonly text: string;
}

export interface ServerReport {
  /** Every TCP listener that the server opened: the port that the code asked for, and the one it was given. */
  readonly ports: readonly { readonly asked: number; readonly real: number; readonly host?: string }[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of the server's output. Untrusted, sanitized, capped. */
  readonly stdout: string;
  readonly stderr: string;
  /** How many server processes the grader started. */
  readonly started: number;
  /** How many of them ended, with every descendant that could be identified. With isolation `process`, some may escape. */
  readonly stopped: number;
}

/** 0 all exercises passed, 1 not yet, 2 could not grade. */
export const EXIT_PASSED = 0;
export const EXIT_NOT_YET = 1;
export const EXIT_CANNOT_GRADE = 2;

/** The exit code of a command that ends with this verdict. */
export function exitCode(verdict: Verdict): number {
  if (verdict.outcome === "grader-error") return EXIT_CANNOT_GRADE;
  return verdict.passed ? EXIT_PASSED : EXIT_NOT_YET;
}
