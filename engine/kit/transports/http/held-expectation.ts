import { CheckFailure, type Observation } from "../../failure.ts";
import { codeForTime, windowOf, type TimeWindow } from "../../time-window.ts";
import { NOTHING_PENDING } from "../../silence.ts";
import { shorten } from "../../transcript.ts";
import type { HeldRequest } from "./held-request.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { roundTrip } from "./round-trip.ts";

/** Expectations of a request that may stay open. */
export class HeldExpectation {
  readonly #held: HeldRequest;

  constructor(held: HeldRequest) {
    this.#held = held;
  }

  /**
   * Proves that the server holds the request: another request, sent now, is answered first, and nothing has been sent on
   * this one. Fails with `answered-early`, or with `event-loop-blocked` when the server answers neither.
   * @param options.barrier the path of the other request; any answer will do, even 404
   * @param options.leastMs how long the server must hold a request that it has nothing to say to. On a busy machine the other
   * request can take longer than that, and then this one has been answered in time. @default without end
   */
  async toBeHeld({
    barrier = "/",
    leastMs = Infinity,
  }: { readonly barrier?: string; readonly leastMs?: number } = {}): Promise<void> {
    const held = this.#held;
    const expected = "no answer yet: the request is held until there is something to say";
    const isAlive = held.isPending && (await roundTrip(held.link, barrier));
    if (held.isPending && !isAlive)
      throw this.#failure({
        code: "event-loop-blocked",
        expected,
        received: `nothing, but the server answers no other request (HEAD ${barrier}) either`,
      });
    if (held.isPending || (held.answer?.tookMs ?? 0) >= leastMs) return;
    if (held.failure !== undefined) throw this.#cut(expected, held.failure.received);
    throw this.#failure({
      code: "answered-early",
      expected,
      received: held.aborted ? "nothing: the check itself gave the request up" : this.#arrived(),
      event: held.answer?.event,
    });
  }

  /**
   * Waits for the whole answer, and returns it. The window is counted from the request; the wait itself lasts at most
   * `withinMs` from now. Fails with `still-held`, `answered-early`, `answer-not-ended`, or, when a variable sets the time,
   * `timing-ignored`.
   */
  async toBeAnswered(window: TimeWindow = {}): Promise<HttpAnswer> {
    const held = this.#held;
    const { afterMs, withinMs, phrase } = windowOf(window);
    const isSilent = await held.untilOrSilent(() => (held.answer === undefined ? undefined : true), withinMs);
    const { answer } = held;
    const expected = `an answer ${phrase}`;
    if (held.failure !== undefined) throw this.#cut(expected, held.failure.received);
    if (answer === undefined && held.head !== undefined)
      throw this.#failure({
        code: "answer-not-ended",
        expected,
        received: `${this.#arrived()}, and no end of the answer${isSilent ? `; ${NOTHING_PENDING}` : ""}`,
      });
    if (answer === undefined)
      throw this.#failure({
        code: codeForTime("still-held", window),
        expected,
        received: `${isSilent ? `nothing, and ${NOTHING_PENDING}` : `nothing within ${Math.round(held.link.now() - held.sentAt)} ms`}; the request is still open`,
      });
    if (answer.tookMs < afterMs)
      throw this.#failure({
        code: codeForTime("answered-early", window),
        expected,
        received: this.#arrived(),
        event: answer.event,
      });
    return answer;
  }

  /** What has been received, as a sentence part. */
  #arrived(): string {
    const { answer, head, body, chunks, sentAt } = this.#held;
    const last = answer === undefined ? (chunks.at(-1)?.at ?? head?.at ?? sentAt) : sentAt + answer.tookMs;
    const what = body === "" ? `status ${head?.status}, no body yet` : `${head?.status} ${shorten(body, 120)}`;
    return `${what}, after ${Math.round(last - sentAt)} ms`;
  }

  #cut(expected: string, received: string): CheckFailure {
    return this.#failure({ code: "http-not-answering", expected, received });
  }

  #failure(observation: Omit<Observation, "sent">): CheckFailure {
    return new CheckFailure({ sent: this.#held.sent, peer: this.#held.name, ...observation });
  }
}
