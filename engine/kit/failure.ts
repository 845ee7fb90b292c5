import { performance } from "node:perf_hooks";
import { failureOf, type FailureName, type LessonFailure } from "../failures/registry.ts";
import { causeOf } from "../failures/texts.ts";
import { locationIn, type SourceLocation } from "../source-location.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Failure } from "../verdict.ts";
import { marksOf } from "./marks.ts";
import type { Pattern } from "./pattern.ts";

/** What an expectation of a WebSocket client asked, so that it can be asked again. */
export interface Question {
  /** The texts sent since the last expectation that was met; none where connecting itself is the question. */
  readonly texts: readonly string[];
  /** Texts that the same client had sent before. */
  readonly earlier: readonly string[];
  /** Where the connection was opened. */
  readonly path: string;
  /** The message that was waited for. */
  readonly wanted: Pattern | undefined;
  /** Whether the same was asked throughout the check: then no other message can have prepared the answer. */
  readonly standsAlone: boolean;
}

/** What a check observed, before it is explained. */
export interface Observation extends Partial<SourceLocation> {
  /** A code of the engine, or one of the lesson's own failures. */
  readonly code: FailureName;
  readonly sent: string;
  readonly expected: string;
  readonly received: string;
  /** The HTTP status received, when the cause depends on it. */
  readonly status?: number | undefined;
  /** Why this probably happened, when the observer knows better than the definition of the code. */
  readonly why?: string;
  /** The client that misses something, when it is not the one that asked last. */
  readonly peer?: string;
  /** The event in the transcript that is not as expected. */
  readonly event?: TranscriptEvent | undefined;
  /** What was asked, when it was asked over a WebSocket. */
  readonly question?: Question;
  /**
   * When it was certain, on the clock of `performance.now()`; set by `CheckFailure`. A failure that is made of another one keeps
   * its time: what a check has asked since then only tells causes apart.
   */
  readonly failedAt?: number;
}

/** A check's expectation was not met, because of the submission. Any other error in a check is the grader's fault. */
export class CheckFailure extends Error {
  override name = "CheckFailure";
  readonly observation: Observation;

  constructor(observation: Observation) {
    super(`sent ${observation.sent}; expected ${observation.expected}; received ${observation.received}`);
    this.observation = { failedAt: performance.now(), ...observation };
  }
}

/** The hints of a check. */
interface CheckHints {
  readonly hint: string;
  readonly hints?: Readonly<Partial<Record<string, string>>> | undefined;
}

/**
 * The failure for the verdict: the check's observation, with the texts and marks of its code.
 * @param transcript the part of the conversation that the verdict keeps
 */
export function failureFrom(
  observation: Observation,
  transcript: readonly TranscriptEvent[],
  check: CheckHints,
): Failure {
  const { sent, expected, received, why } = observation;
  const definition = failureOf(observation.code);
  const named = observation.event === undefined ? -1 : transcript.indexOf(observation.event);
  return {
    code: definition.code,
    sent,
    expected,
    received,
    why: why ?? causeOf(definition, observation),
    hint: hintOf(definition, check),
    ...locationIn(observation),
    ...marksOf(transcript, definition.marks, { named: named === -1 ? undefined : named, peer: observation.peer }),
  };
}

/**
 * The check's hint for this code, else the code's own, else the check's general one. A code has a hint of its own when the
 * server or connection failed as a whole, to which the general hint of a check does not apply.
 */
function hintOf({ code, hint }: LessonFailure, check: CheckHints): string {
  const forCode = check.hints !== undefined && Object.hasOwn(check.hints, code) ? check.hints[code] : undefined;
  return forCode ?? hint ?? check.hint;
}
