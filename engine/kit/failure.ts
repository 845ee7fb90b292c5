import type { TranscriptEvent } from "../transcript-event.ts";
import type { Failure } from "../verdict.ts";

/** What a check saw, before anybody explains it. */
export interface Observation {
  readonly code: string;
  readonly sent: string;
  readonly expected: string;
  readonly received: string;
  /** Why this probably happened, when the place that saw it knows better than the table in diagnosis.ts. */
  readonly why?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Nothing answered: when the server's process has ended, that is the failure, and not what was asked. */
  readonly mayBeTheEnd?: boolean;
  /** What came and is not as expected, as the transcript holds it. */
  readonly event?: TranscriptEvent | undefined;
}

/** A check's expectation was not met: the submission's doing. Any other error in a check is the grader's fault. */
export class CheckFailure extends Error {
  override name = "CheckFailure";
  readonly observation: Observation;

  constructor(observation: Observation) {
    super(`sent ${observation.sent}; expected ${observation.expected}; received ${observation.received}`);
    this.observation = observation;
  }
}

/**
 * The failure as the verdict tells it. `why` and `hint` come from the table unless the check knows better.
 * @param transcript what the verdict keeps of the conversation
 */
export function failureFrom(
  observation: Observation,
  transcript: readonly TranscriptEvent[],
  why: string,
  hint: string,
): Failure {
  const { file, line, column } = observation;
  const event = observation.event === undefined ? -1 : transcript.indexOf(observation.event);
  return {
    code: observation.code,
    sent: observation.sent,
    expected: observation.expected,
    received: observation.received,
    why: observation.why ?? why,
    hint,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(event === -1 ? {} : { event }),
  };
}
