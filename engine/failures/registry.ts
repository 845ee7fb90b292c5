/** All failures that the engine can find, by code. */
import { BYTE_FAILURES } from "./bytes.ts";
import { CONNECTION_FAILURES } from "./connection.ts";
import type { FailureDefinition, HintTexts } from "./definition.ts";
import { EVENT_STREAM_FAILURES } from "./event-streams.ts";
import { HANDSHAKE_FAILURES } from "./handshake.ts";
import { HELD_REQUEST_FAILURES } from "./held-requests.ts";
import { HTTP_FAILURES } from "./http.ts";
import { MESSAGE_FAILURES } from "./messages.ts";
import { NOT_RUN_HINTS } from "./not-run.ts";
import { PROCESS_FAILURES } from "./process.ts";
import { STARTING_FAILURES } from "./starting.ts";

/** The failures by subject. No code is in two groups. */
export const FAILURE_GROUPS = [
  HTTP_FAILURES,
  HELD_REQUEST_FAILURES,
  EVENT_STREAM_FAILURES,
  HANDSHAKE_FAILURES,
  MESSAGE_FAILURES,
  CONNECTION_FAILURES,
  BYTE_FAILURES,
  PROCESS_FAILURES,
  STARTING_FAILURES,
] as const;

/** A code that the engine defines. */
export type FailureCode = CodeOf<(typeof FAILURE_GROUPS)[number]>;
type CodeOf<Group> = Group extends unknown ? keyof Group : never;

/** A failure that a lesson defines, as returned by `defineFailures`. */
export interface LessonFailure extends FailureDefinition {
  readonly code: string;
}

/** The failures of one lesson by code. */
export type LessonFailures = Readonly<Record<string, LessonFailure>>;

/** A reference to a failure; one that does not exist is a type error. */
export type FailureName = FailureCode | LessonFailure;

export const FAILURES: Readonly<Record<FailureCode, FailureDefinition>> = Object.assign({}, ...FAILURE_GROUPS);

/** Whether the engine defines this code. */
export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code);
}

/** The definition that a name refers to, with its code. */
export function failureOf(name: FailureName): LessonFailure {
  return typeof name === "string" ? { code: name, ...FAILURES[name] } : name;
}

/**
 * The definition for a code in a verdict, which another version of the workbook may have written.
 * @param own the failures of the verdict's lesson
 * @returns undefined for a code that neither the engine nor the lesson defines
 */
export function definitionOf(code: string, own: LessonFailures = {}): FailureDefinition | undefined {
  if (isFailureCode(code)) return FAILURES[code];
  return Object.hasOwn(own, code) ? own[code] : undefined;
}

/** The hints for the code of a failure or of a reason; undefined for an unknown one. */
export function hintTextsOf(code: string, own: LessonFailures = {}): HintTexts | undefined {
  const notRun: Readonly<Record<string, HintTexts>> = NOT_RUN_HINTS;
  return Object.hasOwn(notRun, code) ? notRun[code] : definitionOf(code, own);
}
