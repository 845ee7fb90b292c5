/** How long the learner's client waits between its requests, and how long it should. */
import type { BackendAnswer, RecordedRequest } from "#kit";
import { bringsUpdates, described } from "./answers.ts";
import { fault } from "./polled.ts";

/** A request that is still open so long after the next one came was not given up in favour of it, in milliseconds. */
const GIVEN_UP_WITHIN_MS = 500;

/** Fails when a request came while the one before it was open, and went on to be. */
export function expectOneAtATime(requests: readonly RecordedRequest[]): void {
  for (const [index, older] of requests.entries()) {
    const newer = requests[index + 1];
    if (newer === undefined) return;
    const openFor = (older.closedAt ?? Number.POSITIVE_INFINITY) - newer.at;
    if (openFor > GIVEN_UP_WITHIN_MS)
      throw fault(
        "polls-overlap",
        newer,
        "the next request after the answer to this one",
        `another one ${inMs(newer.at - older.at)} after it, unanswered as it was`,
      );
  }
}

/**
 * The part of a wait that is there in any case: between the begin of an answer and the next request lies the whole wait, on a
 * slow machine more, and never less.
 */
const LEAST_OF_A_WAIT = 0.75;

/** What even the shortest of several waits does not reach, in intervals, however much a busy machine adds to the others. */
const MOST_OF_THE_SHORTEST = 1.75;

/** Fails when a request came sooner than an interval after an answer, or when all of them came far later. */
export function expectApart(requests: readonly RecordedRequest[], intervalMs: number): void {
  const expected = `about ${intervalMs} ms from an answer to the next request (INTERVAL_MS)`;
  for (const [index, older] of requests.entries()) {
    const [newer, answeredAt] = [requests[index + 1], older.answer?.at];
    if (newer === undefined || answeredAt === undefined || answeredAt > newer.at) continue;
    if (newer.at - answeredAt >= LEAST_OF_A_WAIT * intervalMs) continue;
    const isLongAfterTheRequest = newer.at - older.at >= LEAST_OF_A_WAIT * intervalMs;
    throw fault(
      isLongAfterTheRequest ? "wait-from-the-request" : "polls-too-often",
      newer,
      expected,
      `${inMs(newer.at - answeredAt)} after an answer that had taken ${inMs(answeredAt - older.at)}`,
    );
  }
  const [gaps, last] = [gapsOf(requests), requests.at(-1)];
  if (last !== undefined && Math.min(...gaps) > MOST_OF_THE_SHORTEST * intervalMs)
    throw fault("polls-too-seldom", last, expected, `waits of ${gaps.map(inMs).join(", ")}`);
}

/** The time from one request to the next. */
export interface Wait {
  readonly ms: number;
  readonly request: RecordedRequest;
  /** What the request was answered with. */
  readonly answer: BackendAnswer;
  /** How many failures in a row there were by then; 0 after an answer. */
  readonly failures: number;
  /** Whether this is the first answer after a failure. */
  readonly isRecovery: boolean;
}

/** The waits of a client that was answered as the script says. */
export function waitsIn(requests: readonly RecordedRequest[], script: readonly BackendAnswer[]): readonly Wait[] {
  const waits: Wait[] = [];
  let failures = 0;
  for (const [index, answer] of script.entries()) {
    const [request, next] = [requests[index], requests[index + 1]];
    if (request === undefined || next === undefined) break;
    const isRecovery = bringsUpdates(answer) && failures > 0;
    failures = bringsUpdates(answer) ? 0 : failures + 1;
    waits.push({ ms: next.at - request.at, request, answer, failures, isRecovery });
  }
  return waits;
}

/** The longest wait after failures, in intervals. */
const LIMIT = 10;

/** Those of six waits after failures that have reached the limit; half of it may be drawn. */
const LONGEST_WAITS = 3;

/**
 * By how many intervals a wait that backed off is longer than one after an answer. By the rule it is 4 at least; a wait that
 * doubled once and then stayed the same is 1 longer.
 */
const BACKED_OFF_BY = 2.5;

/** By how many intervals no wait is longer than one after an answer: 9 by the rule, and 31 at least without a limit. */
const ENDLESS_BY = 20;

/**
 * Fails unless the client waited longer and longer after failures, up to the limit, and an interval again after an answer.
 * A busy machine lengthens each wait, so that only those that are too short count one by one. Of those that may be too long,
 * the shortest of several are compared with each other: what the machine adds to all of them falls out of their difference.
 */
export function expectBackoff(waits: readonly Wait[], intervalMs: number): void {
  for (const [index, wait] of waits.entries()) expectLongEnough(wait, waits[index - 1], intervalMs);

  const failing = waits.filter(({ failures }) => failures > 0);
  const before = waits.slice(
    0,
    waits.findIndex(({ failures }) => failures > 0),
  );
  const after = waits.slice(waits.findLastIndex(({ failures }) => failures > 0) + 1);
  const recoveries = waits.filter(({ isRecovery }) => isRecovery);
  const longest = failing.slice(-LONGEST_WAITS);
  const usual = shortest(before);
  const longer = (ms: number) => (ms - usual) / intervalMs;
  const again = `${intervalMs} ms between polls again (INTERVAL_MS)`;

  if (longer(shortest(longest)) < BACKED_OFF_BY) throw faultIn(longest, "no-backoff", byTheRule(intervalMs));
  if (longer(shortest(failing.slice(-1))) > ENDLESS_BY)
    throw faultIn(longest, "wait-without-limit", `no wait beyond ${LIMIT} times ${intervalMs} ms`);
  if (longer(shortest(after)) > BACKED_OFF_BY) throw faultIn(after, "wait-not-reset", again);
  if (longer(shortest(recoveries)) > BACKED_OFF_BY) throw faultIn(recoveries, "wait-reset-late", again);
}

/** Fails when this wait is shorter than half of what the rule says, which is the least that may be drawn. */
function expectLongEnough(wait: Wait, last: Wait | undefined, intervalMs: number): void {
  const { ms, failures, answer } = wait;
  const least = failures === 0 ? intervalMs : Math.min(2 ** failures, LIMIT) * (intervalMs / 2);
  if (ms >= LEAST_OF_A_WAIT * least) return;
  if (failures === 0) throw faultIn([wait], "polls-too-often", `about ${intervalMs} ms after an answer (INTERVAL_MS)`);
  if (ms < LEAST_OF_A_WAIT * intervalMs) throw faultIn([wait], "again-at-once", byTheRule(intervalMs));
  // It did become longer with the failures before, and now it is short again.
  const isForgotten = failures > 2 && last !== undefined && ms < last.ms / 2;
  throw isForgotten
    ? faultIn(
        [last, wait],
        "failure-not-counted",
        `a longer wait after failure ${failures} in a row: ${described(answer)}`,
      )
    : faultIn([wait], "no-backoff", byTheRule(intervalMs));
}

function byTheRule(intervalMs: number): string {
  return `2, 4, 8, 10, 10 and 10 times ${intervalMs} ms after failures in a row, or half of each at least`;
}

function shortest(waits: readonly Wait[]): number {
  return Math.min(...waits.map(({ ms }) => ms));
}

function faultIn(waits: readonly Wait[], code: Parameters<typeof fault>[0], expected: string): Error {
  const [first] = waits;
  if (first === undefined) throw new Error("the script has no such wait");
  const shown = waits.map(({ ms, failures }) => {
    return failures === 0 ? `${inMs(ms)} after an answer` : `${inMs(ms)} after failure ${failures} in a row`;
  });
  return fault(code, first.request, expected, `waits of ${shown.join(", ")}`);
}

function gapsOf(requests: readonly RecordedRequest[]): number[] {
  return requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));
}

function inMs(time: number): string {
  return `${Math.round(time)} ms`;
}
