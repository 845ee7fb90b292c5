/** How long the learner's client waits between its requests, and how long it should. */
import type { BackendAnswer, Explanation, RecordedRequest } from "#kit";
import { bringsUpdates, described, NOWHERE, UNAVAILABLE } from "./answers.ts";
import { clientFailures } from "./client-failures.ts";
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
 * slow machine more. Only a timer that rings a moment early makes it less.
 */
const LEAST_OF_A_WAIT = 0.9;

/** What even the shortest of several waits does not reach, in intervals, however much a busy machine adds to the others. */
const MOST_OF_THE_SHORTEST = 1.75;

/** Less than an interval between two requests by what a busy machine may add to the way of the first. */
const LEAST_OF_AN_INTERVAL = 0.7;

/**
 * Fails when two requests or more came sooner than an interval after the last answer and after the last request, or when all
 * of them came far later. From which of the two the interval is counted is up to the client.
 */
export function expectApart(requests: readonly RecordedRequest[], intervalMs: number): void {
  const expected = `about ${intervalMs} ms from an answer to the next request (INTERVAL_MS)`;
  const tooSoon = requests.filter((newer, index) => {
    const older = requests[index - 1];
    if (older?.answer === undefined || older.answer.at > newer.at) return false;
    const isSoonAfterAnswer = newer.at - older.answer.at < LEAST_OF_A_WAIT * intervalMs;
    return isSoonAfterAnswer && newer.at - older.at < LEAST_OF_AN_INTERVAL * intervalMs;
  });
  const [, second] = tooSoon;
  if (second !== undefined)
    throw fault("polls-too-often", second, expected, `waits of ${gapsOf(requests).map(inMs).join(", ")}`);
  const [gaps, last] = [gapsOf(requests), requests.at(-1)];
  if (last !== undefined && Math.min(...gaps) > MOST_OF_THE_SHORTEST * intervalMs)
    throw fault("polls-too-seldom", last, expected, `waits of ${gaps.map(inMs).join(", ")}`);
}

/** The time from one request to the next. */
interface Wait {
  readonly ms: number;
  readonly request: RecordedRequest;
  /** What the request was answered with. */
  readonly answer: BackendAnswer;
  /** How many failures in a row there were by then; 0 after an answer. */
  readonly failures: number;
  /** After how many failures in a row this is the first answer; else 0. */
  readonly recoversFrom: number;
}

/** The waits of a client that was answered as the script says. */
export function waitsIn(requests: readonly RecordedRequest[], script: readonly BackendAnswer[]): readonly Wait[] {
  const waits: Wait[] = [];
  let failures = 0;
  for (const [index, answer] of script.entries()) {
    const [request, next] = [requests[index], requests[index + 1]];
    if (request === undefined || next === undefined) break;
    const recoversFrom = bringsUpdates(answer) ? failures : 0;
    failures = bringsUpdates(answer) ? 0 : failures + 1;
    waits.push({ ms: next.at - request.at, request, answer, failures, recoversFrom });
  }
  return waits;
}

/** The longest wait after failures, in intervals. */
const LIMIT = 10;

/**
 * By how many intervals the last two of six waits after failures are longer than one after an answer, where nothing limits
 * them: 15 and 31 at least, and 9 by the rule.
 */
const ENDLESS_BY = [11, 20] as const;

/** By how many intervals no wait after an answer is longer than the shortest. By the rule it is none, without a reset 4. */
const NOT_RESET_BY = 3.5;

/** The part of the difference between a wait after failures and one after an answer, for the one to be taken for the other. */
const MOST_OF_THE_DIFFERENCE = 0.7;

/**
 * Fails unless the client waited longer and longer after failures, up to the limit, and an interval again after an answer.
 * A busy machine lengthens waits after failures and never shortens them, so each that is too short counts. One that is too
 * long counts only together with others.
 */
export function expectBackoff(waits: readonly Wait[], intervalMs: number): void {
  // One alone may be short: whoever keeps to fixed times is late with one request, and not with the next.
  const tooSoon = waits.filter(({ ms, failures }) => failures === 0 && ms < LEAST_OF_AN_INTERVAL * intervalMs);
  if (tooSoon.length > 1)
    throw faultIn(tooSoon, "polls-too-often", `about ${intervalMs} ms after an answer (INTERVAL_MS)`);
  for (const [index, wait] of waits.entries()) expectLongEnough(wait, waits[index - 1], waits, intervalMs);

  const usual = usualIn(waits);
  const longerBy = ({ ms }: Wait) => (ms - usual) / intervalMs;
  const again = `${intervalMs} ms between polls again (INTERVAL_MS)`;

  const last = waits.filter(({ failures }) => failures > 0).slice(-ENDLESS_BY.length);
  if (last.every((wait, index) => longerBy(wait) > (ENDLESS_BY[index] ?? 0)))
    throw faultIn(last, "wait-without-limit", `no wait beyond ${LIMIT} times ${intervalMs} ms`);
  const after = waits.slice(waits.findLastIndex(({ failures }) => failures > 0) + 1);
  if (after.every((wait) => longerBy(wait) > NOT_RESET_BY)) throw faultIn(after, "wait-not-reset", again);
  const recoveries = waits.filter(({ recoversFrom }) => recoversFrom > 0);
  const isAsBefore = (wait: Wait) =>
    longerBy(wait) > MOST_OF_THE_DIFFERENCE * (Math.min(2 ** wait.recoversFrom, LIMIT) - 1);
  if (recoveries.every(isAsBefore)) throw faultIn(recoveries, "wait-reset-late", again);
}

/** Where waits have stayed long: whether that after an answer with a task, which is so many requests later, is short. */
export function whyStillLong(
  requests: readonly RecordedRequest[],
  place: number,
  intervalMs: number,
): Explanation | undefined {
  const gaps = gapsOf(requests);
  const [before, after] = [gaps[place - 1], gaps[place]];
  if (before === undefined || after === undefined || before - after < NOT_RESET_BY * intervalMs) return undefined;
  return {
    code: clientFailures["wait-reset-by-tasks-only"],
    why: `after each answer without a task the client waited on as after its failures, ${inMs(before)} the last time. Then it was given an answer with a task, and waited ${inMs(after)}: the line that makes the wait short again runs only when something was received`,
  };
}

/** Fails when this wait after a failure is shorter than half of what the rule says, which is the least that may be drawn. */
function expectLongEnough(wait: Wait, last: Wait | undefined, all: readonly Wait[], intervalMs: number): void {
  const { ms, failures, answer } = wait;
  const least = Math.min(2 ** failures, LIMIT) * (intervalMs / 2);
  if (failures === 0 || ms >= LEAST_OF_A_WAIT * least) return;
  if (ms < LEAST_OF_A_WAIT * intervalMs) throw faultIn([wait], "again-at-once", byTheRule(intervalMs));
  // It did become longer with three failures that are a status, and is short again after one of another kind.
  const isForgotten = failures > 3 && last !== undefined && ms < last.ms / 2;
  throw isForgotten
    ? faultIn(
        [last, wait],
        "failure-not-counted",
        `a longer wait after failure ${failures} in a row: ${described(answer)}`,
      )
    : faultIn(inLongestRow(all), whyShort(all), byTheRule(intervalMs));
}

/** What a wait may differ from another that is meant to be the same, as a part of it. */
const ABOUT = 1.5;

/** What the waits after six failures in a row have in common. */
function whyShort(all: readonly Wait[]): Parameters<typeof fault>[0] {
  const [usual, row] = [usualIn(all), inLongestRow(all)];
  const isLonger = ({ ms }: Wait) => ms > ABOUT * usual;
  if (!row.some(isLonger)) return "waits-never-longer";
  const unavailable = row.filter(({ answer }) => answer === UNAVAILABLE);
  const withoutConnection = row.filter(({ answer }) => answer === NOWHERE);
  if (!unavailable.some(isLonger) && withoutConnection.every(isLonger)) return "status-not-looked-at";
  const isQuadrupled = ({ ms }: Wait) => ms > 2 * ABOUT * usual;
  const withAnswer = row.filter(({ answer }) => answer !== NOWHERE);
  if (withoutConnection.some(isQuadrupled) && !withAnswer.some(isQuadrupled)) return "reset-by-any-answer";
  // By the rule, the last of them are five times as long as the first.
  return row.every(({ ms }) => ms <= 2 * ABOUT * usual) ? "waits-doubled-once" : "no-backoff";
}

/** The waits after those failures of which most came in a row. */
function inLongestRow(all: readonly Wait[]): readonly Wait[] {
  const last = all.findLastIndex(({ failures }) => failures > 0);
  return all.slice(last + 1 - (all[last]?.failures ?? 0), last + 1);
}

/** How long the client waits after an answer. */
function usualIn(waits: readonly Wait[]): number {
  return Math.min(...waits.filter(({ failures }) => failures === 0).map(({ ms }) => ms));
}

function byTheRule(intervalMs: number): string {
  return `2, 4, 8, 10, 10 and 10 times ${intervalMs} ms after failures in a row, or half of each at least`;
}

function faultIn(waits: readonly Wait[], code: Parameters<typeof fault>[0], expected: string): Error {
  const [first] = waits;
  if (first === undefined) throw new Error("the script has no such wait");
  const shown = waits.map(({ ms, failures, answer }) => {
    return failures === 0
      ? `${inMs(ms)} after an answer`
      : `${inMs(ms)} after failure ${failures} in a row (${described(answer)})`;
  });
  return fault(code, first.request, expected, `waits of ${shown.join(", ")}`);
}

function gapsOf(requests: readonly RecordedRequest[]): number[] {
  return requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));
}

function inMs(time: number): string {
  return `${Math.round(time)} ms`;
}
