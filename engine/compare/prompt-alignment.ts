/** What one client said to two servers. It comes from the same seed, so it is the fixed part of both conversations. */
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Step } from "./align.ts";
import type { Canonical } from "./canonical.ts";
import type { Row } from "./row.ts";

/** An event, and how many messages of the client stood before it. */
export interface TimedEvent {
  readonly event: TranscriptEvent;
  readonly asked: number;
  readonly canonical: Canonical;
}

/** When one message was said to each of the servers, in milliseconds since the check began. */
interface Cause {
  readonly at: number;
  readonly ownAt: number;
}

/** What the client said to both servers, told row by row. */
export class PromptAlignment {
  readonly #questions: readonly Step[];
  readonly #asked: readonly TimedEvent[];
  readonly #ownAsked: readonly TimedEvent[];
  /** For each message of the client to the reference, and to the submission, its place in the script. */
  readonly #places = new Map<number, number>();
  readonly #ownPlaces = new Map<number, number>();
  #next = 0;

  constructor(questions: readonly Step[], asked: readonly TimedEvent[], ownAsked: readonly TimedEvent[]) {
    this.#questions = questions;
    this.#asked = asked;
    this.#ownAsked = ownAsked;
    for (const [place, { reference, submission }] of questions.entries()) {
      if (reference !== undefined) this.#places.set(reference, place);
      if (submission !== undefined) this.#ownPlaces.set(submission, place);
    }
  }

  /** Whether two answers followed the same message of the client. */
  sameCause(theirs: TimedEvent, own: TimedEvent): boolean {
    return this.#places.get(theirs.asked - 1) === this.#ownPlaces.get(own.asked - 1);
  }

  /** What was said before this answer and is not told yet. */
  until(theirs: TimedEvent | undefined, own: TimedEvent | undefined): Row[] {
    const place = own === undefined ? this.#places.get((theirs?.asked ?? 0) - 1) : this.#ownPlaces.get(own.asked - 1);
    return this.#tell((place ?? -1) + 1);
  }

  rest(): Row[] {
    return this.#tell(this.#questions.length);
  }

  /** When the message before an answer of the reference was said to both servers; undefined when the submission never heard it. */
  causeOf(theirs: TimedEvent): Cause | undefined {
    return this.#cause(theirs, this.#places);
  }

  /** The same for an answer of the submission; undefined when the reference never heard the message. */
  causeOfOwn(own: TimedEvent | undefined): Cause | undefined {
    return own === undefined ? undefined : this.#cause(own, this.#ownPlaces);
  }

  #cause({ asked }: TimedEvent, places: ReadonlyMap<number, number>): Cause | undefined {
    if (asked === 0) return { at: 0, ownAt: 0 };
    const step = this.#questions[places.get(asked - 1) ?? -1];
    const at = this.#asked[step?.reference ?? -1]?.event.at;
    const ownAt = this.#ownAsked[step?.submission ?? -1]?.event.at;
    return at === undefined || ownAt === undefined ? undefined : { at, ownAt };
  }

  #tell(until: number): Row[] {
    const rows = this.#questions.slice(this.#next, until).map(({ reference, submission }): Row => ({
      mark: submission === undefined ? "not-sent" : "sent",
      reference: this.#asked[reference ?? -1]?.event ?? null,
      submission: this.#ownAsked[submission ?? -1]?.event ?? null,
    }));
    this.#next = Math.max(this.#next, until);
    return rows;
  }
}
