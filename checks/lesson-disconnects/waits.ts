/** What a client's backoff is graded by: the times from one attempt to the next. */
import { CheckFailure, type Tools } from "#kit";
import { mayCatchUp } from "./catching-up.ts";
import { failures } from "./failures.ts";
import { LATE_MS } from "./heartbeats.ts";
import { UNAVAILABLE, type ReturningClient } from "./returning.ts";

/** What is left of half a wait by clocks that round. */
const LEAST_OF_A_WAIT = 0.45;

/** A wait that is shorter than all of it by more than clocks round was shortened at random. */
const MOST_OF_A_JITTERED_WAIT = 0.97;

/** By how many milliseconds several waits may be too long together. A client that waits at random has more left of them. */
const LATE_TOGETHER_MS = 300;

/** So often waits have to be too long together: what makes a machine busy for a moment decides nothing. */
const TRIES = 3;

interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/** The longest wait before this attempt, the first of which is 0. */
function longest(attempt: number, { baseMs, maxMs }: Backoff): number {
  return Math.min(maxMs, baseMs * 2 ** attempt);
}

/** The attempts of a client that has just lost its connection, one after the other, and the waits before them. */
export class Waits {
  readonly #client: ReturningClient;
  readonly #backoff: Backoff;
  /** How many attempts there had been. */
  #before: number;
  #last: number;
  #count = 0;
  /** How long the waits since `begin`, or since they were too long together, have taken, and how long they may take. */
  #together = { count: 0, tookMs: 0, mostMs: 0 };
  #lateTimes = 0;
  #isJittered = false;

  /** To be made in the moment in which the connection is lost. */
  constructor(client: ReturningClient, backoff: Backoff) {
    this.#client = client;
    this.#backoff = backoff;
    this.#before = client.attempts.length;
    this.#last = performance.now();
  }

  /** The connection has worked meanwhile and is lost again: the shortest wait is due. Earlier waits are not forgotten. */
  begin(): void {
    this.#before = this.#client.attempts.length;
    this.#count = 0;
    this.#together = { count: 0, tookMs: 0, mostMs: 0 };
    this.#last = performance.now();
  }

  /** Whether one of the waits was shorter than the longest one allowed. */
  get isJittered(): boolean {
    return this.#isJittered;
  }

  /** How many attempts have been seen. */
  get count(): number {
    return this.#count;
  }

  /**
   * Waits for the next attempt. Fails when it comes too soon, much too late, or when for the third time several waits were too
   * long together. A busy machine makes no wait shorter.
   * @returns whether the waits have not been too long together
   */
  async next(): Promise<boolean> {
    const most = longest(this.#count, this.#backoff);
    const attempt = await this.#client.attempt(this.#before + this.#count, most + LATE_MS);
    const waitedMs = (attempt?.at ?? performance.now()) - this.#last;
    const { count, tookMs, mostMs } = this.#together;
    this.#together = { count: count + 1, tookMs: tookMs + waitedMs, mostMs: mostMs + most };
    const one = attempt === undefined ? `none in ${inMs(waitedMs)}` : `one after ${inMs(waitedMs)}`;
    const received = count === 0 ? one : `${one}, and ${inMs(this.#together.tookMs)} for the last ${count + 1} waits`;
    const isCapped = most === this.#backoff.maxMs;
    const isLate = this.#together.tookMs > this.#together.mostMs + LATE_TOGETHER_MS;
    if (isLate) this.#lateTimes++;
    if (attempt === undefined || waitedMs > most + LATE_MS || this.#lateTimes === TRIES)
      throw this.#fault(this.#count > 0 && isCapped ? "wait-not-capped" : "waits-too-long", received);
    if (waitedMs < LEAST_OF_A_WAIT * most)
      throw this.#fault(this.#count === 0 ? "retries-at-once" : "waits-do-not-grow", received);
    this.#isJittered ||= waitedMs < MOST_OF_A_JITTERED_WAIT * most;
    if (isLate) this.#together = { count: 0, tookMs: 0, mostMs: 0 };
    this.#last = attempt.at;
    this.#count++;
    return !isLate;
  }

  /** Waits for so many attempts, one after the other, that come in time. */
  async nextInTime(count: number): Promise<void> {
    for (let inTime = 0; inTime < count;) inTime = (await this.next()) ? inTime + 1 : 0;
  }

  /** Fails unless one of the waits was shortened at random. */
  expectJitter(): void {
    if (this.#isJittered) return;
    const most = longest(this.#count, this.#backoff);
    throw new CheckFailure({
      code: failures["no-jitter"],
      sent: `the connection was cut, and ${this.#count} attempts failed`,
      expected: `waits at random, in the end from ${most / 2} to ${most} ms`,
      received: `${this.#count} waits, none of them shorter than the longest that was allowed`,
    });
  }

  #fault(
    code: "wait-not-capped" | "waits-too-long" | "retries-at-once" | "waits-do-not-grow",
    received: string,
  ): CheckFailure {
    const most = longest(this.#count, this.#backoff);
    const { baseMs, maxMs } = this.#backoff;
    const { count, mostMs } = this.#together;
    const together = count > 1 ? `, and at most ${mostMs} ms for the last ${count} waits together` : "";
    return new CheckFailure({
      code: failures[code],
      sent: this.#count === 0 ? "the connection was cut" : `the connection was cut, and ${this.#count} attempts failed`,
      expected: `the next attempt after ${most / 2} to ${most} ms${together} (BACKOFF_BASE_MS=${baseMs}, BACKOFF_MAX_MS=${maxMs})`,
      received,
    });
  }
}

/** Refuses a client until it has tried as often as this, one wait after the other in time, and lets it in then. */
export async function expectGrowing(
  tools: Tools,
  client: ReturningClient,
  backoff: Backoff,
  count: number,
): Promise<void> {
  const waits = new Waits(client, backoff);
  for (;;) {
    client.link.change(UNAVAILABLE);
    client.link.cut();
    waits.begin();
    let isInTime = true;
    for (let attempt = 1; attempt < count && isInTime; attempt++) isInTime = await waits.next();
    client.link.change({});
    isInTime = (await waits.next()) && isInTime;
    await client.expectJoin();
    if (isInTime) return;
    await mayCatchUp(tools, client);
  }
}

/**
 * Cuts the connection of a client that had to wait long before it succeeded, and fails unless it comes back sooner than the
 * longest waits allow. Each time it joins again.
 */
export async function expectReset(tools: Tools, client: ReturningClient, { baseMs, maxMs }: Backoff): Promise<void> {
  let waitedMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < TRIES && waitedMs >= maxMs / 2; round++) {
    await mayCatchUp(tools, client);
    const before = client.attempts.length;
    const cutAt = performance.now();
    client.link.cut();
    const attempt = await client.attempt(before, maxMs + LATE_MS);
    waitedMs = (attempt?.at ?? performance.now()) - cutAt;
    await client.expectJoin();
  }
  if (waitedMs < maxMs / 2) return;
  throw new CheckFailure({
    code: failures["backoff-not-reset"],
    sent: "the client had connected again and joined, and its connection was cut once more",
    expected: `the next attempt after ${baseMs / 2} to ${baseMs} ms (BACKOFF_BASE_MS=${baseMs})`,
    received: `one after ${inMs(waitedMs)}, as after many failures`,
  });
}

function inMs(time: number): string {
  return `${Math.round(time)} ms`;
}
