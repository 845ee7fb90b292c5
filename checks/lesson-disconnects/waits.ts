/** What a client's backoff is graded by: the times from one attempt to the next. */
import { CheckFailure, type Tools } from "#kit";
import { mayCatchUp } from "./catching-up.ts";
import { failures } from "./failures.ts";
import { LATE_MS } from "./heartbeats.ts";
import { ReturningClient, UNAVAILABLE } from "./returning.ts";

/** What is left of half a wait by clocks that round. */
const LEAST_OF_A_WAIT = 0.45;

/** How much too soon a timer may go off, whose clock counts whole milliseconds. */
const ROUNDED_MS = 2;

/** A wait that is shorter than all of it by more than clocks round was shortened at random. */
const MOST_OF_A_JITTERED_WAIT = 0.97;

/** A wait of so many milliseconds is measured well enough to see whether it was shortened at random. */
const LEAST_TO_MEASURE_MS = 100;

/** So many waits are listed in a report. */
const LISTED_WAITS = 8;

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
  readonly #before: number;
  #last: number;
  /** How long the waits were, in milliseconds. */
  readonly #waited: number[] = [];
  #isJittered = false;

  /** To be made in the moment in which the connection is lost. */
  constructor(client: ReturningClient, backoff: Backoff) {
    this.#client = client;
    this.#backoff = backoff;
    this.#before = client.attempts.length;
    this.#last = performance.now();
  }

  /** Whether one of the waits was shorter than the longest one allowed. */
  get isJittered(): boolean {
    return this.#isJittered;
  }

  /** How long the waits were so far, in milliseconds. */
  get waited(): readonly number[] {
    return this.#waited;
  }

  /** How many attempts have been seen. */
  get count(): number {
    return this.#waited.length;
  }

  /** Waits for the next attempt. Fails when it comes too soon or too late. A busy machine makes no wait shorter. */
  async next(): Promise<void> {
    const most = longest(this.count, this.#backoff);
    const attempt = await this.#client.attempt(this.#before + this.count, most + LATE_MS);
    const waitedMs = (attempt?.at ?? performance.now()) - this.#last;
    const received = attempt === undefined ? `none in ${Math.round(waitedMs)} ms` : `one after ${inMs(waitedMs)}`;
    const isCapped = most === this.#backoff.maxMs;
    if (attempt === undefined || waitedMs > most + LATE_MS)
      throw this.#fault(this.count > 0 && isCapped ? "wait-not-capped" : "waits-too-long", received);
    if (waitedMs < LEAST_OF_A_WAIT * most - ROUNDED_MS)
      throw this.#fault(this.count === 0 ? "retries-at-once" : "waits-do-not-grow", received);
    this.#isJittered ||= most >= LEAST_TO_MEASURE_MS && waitedMs < MOST_OF_A_JITTERED_WAIT * most;
    this.#last = attempt.at;
    this.#waited.push(waitedMs);
  }

  /** Fails unless one of the waits was shortened at random. */
  expectJitter(): void {
    if (this.#isJittered) return;
    const most = longest(this.count, this.#backoff);
    throw new CheckFailure({
      code: failures["no-jitter"],
      sent: `the connection was cut, and ${this.count} attempts failed`,
      expected: `waits at random, in the end from ${most / 2} to ${most} ms`,
      received: `${this.count} waits, none of them shorter than the longest that was allowed`,
    });
  }

  /** The waits that were as they have to be, each with the one that was due. */
  #waitsBefore(): string {
    const all = this.#waited.map((waited, attempt) => {
      const most = longest(attempt, this.#backoff);
      return `${Math.round(waited)} (due: ${most / 2} to ${most})`;
    });
    const shown = all.slice(-LISTED_WAITS);
    return `the waits before${all.length > shown.length ? " it, the last of them" : " it"}, in ms: ${shown.join(", ")}`;
  }

  #fault(
    code: "wait-not-capped" | "waits-too-long" | "retries-at-once" | "waits-do-not-grow",
    received: string,
  ): CheckFailure {
    const most = longest(this.count, this.#backoff);
    const { baseMs, maxMs } = this.#backoff;
    return new CheckFailure({
      code: failures[code],
      sent: `the connection was cut${this.count === 0 ? "" : `, and ${this.count === 1 ? "one attempt" : `${this.count} attempts`} failed`}`,
      expected: `the next attempt after ${most / 2} to ${most} ms (BACKOFF_BASE_MS=${baseMs}, BACKOFF_MAX_MS=${maxMs})`,
      received: this.count === 0 ? received : `${received}; ${this.#waitsBefore()}`,
    });
  }
}

/**
 * From 1 ms it takes eight failures to the limit, so that what doubles the wait must not end before, and fifteen to a wait that nobody
 * takes for the limit. Of a client that waits a random part, one in a hundred million is not seen to do so, on a machine at rest. Where
 * none is, the machine may have been busy: then longer waits are looked at.
 */
const CAPPED = [
  { baseMs: 1, maxMs: 200, least: 15, most: 20 },
  { baseMs: 1_000, maxMs: 2_000, least: 4, most: 4 },
] as const;

/** Refuses a client again and again. Fails when a wait is not what it has to be, and when none is shorter than it may be. */
export async function expectCappedJitter(tools: Tools): Promise<void> {
  const [quick, slow] = CAPPED;
  if ((await refusedAgainAndAgain(tools, quick)).isJittered) return;
  (await refusedAgainAndAgain(tools, slow)).expectJitter();
}

async function refusedAgainAndAgain(
  tools: Tools,
  { least, most, ...backoff }: (typeof CAPPED)[number],
): Promise<Waits> {
  const { baseMs, maxMs } = backoff;
  const env = { BACKOFF_BASE_MS: String(baseMs), BACKOFF_MAX_MS: String(maxMs) };
  const client = await ReturningClient.start(tools, env);
  client.link.change(UNAVAILABLE);
  client.link.cut();
  const waits = new Waits(client, backoff);
  while (waits.count < least || (waits.count < most && !waits.isJittered)) await waits.next();
  return waits;
}

/** How often the wait after a success is looked at, so that one moment in which the machine is busy decides nothing. */
const TRIES = 3;

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

/**
 * How long the first wait is, and how often it is looked at. It is enough that one is short, and of a right client 15 of 16 are, on a
 * machine at rest. Where none is, the machine may have been busy: then longer waits are looked at.
 */
const FIRST_WAITS = [
  { baseMs: 400, times: 6 },
  { baseMs: 2_000, times: 3 },
] as const;

/** Cuts connections that work. Fails when the client waits at least BACKOFF_BASE_MS each time. */
export async function expectShortFirstWait(tools: Tools): Promise<void> {
  const [quick, slow] = FIRST_WAITS;
  if (isShort(await shortestFirstWait(tools, quick), quick.baseMs)) return;
  const { baseMs, times } = slow;
  const shortestMs = await shortestFirstWait(tools, slow);
  if (isShort(shortestMs, baseMs)) return;
  throw new CheckFailure({
    code: failures["first-wait-too-long"],
    sent: `a connection that worked was cut, ${times} times`,
    expected: `the next attempt after ${baseMs / 2} to ${baseMs} ms (BACKOFF_BASE_MS=${baseMs})`,
    received: `after ${inMs(shortestMs)} at the soonest`,
  });
}

/** Cuts the connection of a new client up to so many times, until it has come back soon enough. Returns the shortest wait. */
async function shortestFirstWait(tools: Tools, { baseMs, times }: (typeof FIRST_WAITS)[number]): Promise<number> {
  // A limit far above, so that a wait that was doubled once too often is not cut short by it.
  const client = await ReturningClient.start(tools, { BACKOFF_BASE_MS: String(baseMs), BACKOFF_MAX_MS: "60000" });
  let shortestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < times && !isShort(shortestMs, baseMs); round++) {
    await mayCatchUp(tools, client);
    const before = client.attempts.length;
    const cutAt = performance.now();
    client.link.cut();
    await client.expectAttempt(before);
    shortestMs = Math.min(shortestMs, (client.attempts[before]?.at ?? Number.POSITIVE_INFINITY) - cutAt);
    await client.expectJoin();
  }
  return shortestMs;
}

function isShort(waitedMs: number, baseMs: number): boolean {
  return waitedMs < MOST_OF_A_JITTERED_WAIT * baseMs;
}

function inMs(time: number): string {
  return `${Math.round(time)} ms`;
}
