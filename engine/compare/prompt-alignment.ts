/** What one client sent to two servers. It comes from the same seed, so it is the common part of both conversations. */
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Step } from "./align.ts";
import type { Canonical } from "./canonical.ts";
import type { Row } from "./row.ts";

/** An event with the number of messages that the client sent before it. */
export interface TimedEvent {
  readonly event: TranscriptEvent;
  readonly promptsBefore: number;
  readonly canonical: Canonical;
}

/** When one message was sent to each server, in milliseconds since the check began. */
interface Cause {
  readonly at: number;
  readonly ownAt: number;
}

/** The messages that the client sent to both servers, consumed row by row. */
export class PromptAlignment {
  readonly #steps: readonly Step[];
  readonly #prompts: readonly TimedEvent[];
  readonly #ownPrompts: readonly TimedEvent[];
  /** The index of each prompt's step, by the prompt's index in the reference and in the submission. */
  readonly #places = new Map<number, number>();
  readonly #ownPlaces = new Map<number, number>();
  #next = 0;

  constructor(steps: readonly Step[], prompts: readonly TimedEvent[], ownPrompts: readonly TimedEvent[]) {
    this.#steps = steps;
    this.#prompts = prompts;
    this.#ownPrompts = ownPrompts;
    for (const [place, { reference, submission }] of steps.entries()) {
      if (reference !== undefined) this.#places.set(reference, place);
      if (submission !== undefined) this.#ownPlaces.set(submission, place);
    }
  }

  /** Whether two answers followed the same message of the client. */
  sameCause(theirs: TimedEvent, own: TimedEvent): boolean {
    return this.#places.get(theirs.promptsBefore - 1) === this.#ownPlaces.get(own.promptsBefore - 1);
  }

  /** The prompts before this answer that were not returned yet. */
  until(theirs: TimedEvent | undefined, own: TimedEvent | undefined): Row[] {
    const place =
      own === undefined
        ? this.#places.get((theirs?.promptsBefore ?? 0) - 1)
        : this.#ownPlaces.get(own.promptsBefore - 1);
    return this.#take((place ?? -1) + 1);
  }

  rest(): Row[] {
    return this.#take(this.#steps.length);
  }

  /**
   * When the prompt of an answer of the reference was sent to both servers; undefined when the submission never got it.
   */
  causeOf(theirs: TimedEvent): Cause | undefined {
    return this.#cause(theirs, this.#places);
  }

  /** The same for an answer of the submission; undefined when the reference never got the prompt. */
  causeOfOwn(own: TimedEvent | undefined): Cause | undefined {
    return own === undefined ? undefined : this.#cause(own, this.#ownPlaces);
  }

  #cause({ promptsBefore }: TimedEvent, places: ReadonlyMap<number, number>): Cause | undefined {
    if (promptsBefore === 0) return { at: 0, ownAt: 0 };
    const step = this.#steps[places.get(promptsBefore - 1) ?? -1];
    const at = this.#prompts[step?.reference ?? -1]?.event.at;
    const ownAt = this.#ownPrompts[step?.submission ?? -1]?.event.at;
    return at === undefined || ownAt === undefined ? undefined : { at, ownAt };
  }

  #take(until: number): Row[] {
    const rows = this.#steps.slice(this.#next, until).map(({ reference, submission }): Row => ({
      mark: submission === undefined ? "not-sent" : "sent",
      reference: this.#prompts[reference ?? -1]?.event ?? null,
      submission: this.#ownPrompts[submission ?? -1]?.event ?? null,
    }));
    this.#next = Math.max(this.#next, until);
    return rows;
  }
}
