/** What the learner's poller is graded by: the requests that came from it. */
import { CheckFailure, type BackendAnswer, type Random, type RecordedRequest, type Route } from "#kit";
import { failures } from "./failures.ts";
import { sinceOf, timestampIn, whyWrongTimestamp } from "./timestamps.ts";

/** An answer without news. */
export function nothingNew(timestamp: string): BackendAnswer {
  return { json: { data: [], timestamp } };
}

/** An answer with a task, which was changed some time before the answer's timestamp. */
export function oneTask(random: Random): BackendAnswer {
  const task = { id: `task-${random.integer(1, 99)}`, title: random.word(), updatedAt: timestampFrom(random) };
  return { json: { data: [task], timestamp: timestampFrom(random) } };
}

/** Gives these answers in turn, again and again. */
export function alternating(...answers: readonly BackendAnswer[]): Route {
  let asked = 0;
  return () => answers[asked++ % answers.length];
}

/** A time of the server's, years from that of any clock here. */
export function timestampFrom(random: Random): string {
  return new Date(Date.UTC(2040, 0, 1) + random.integer(0, 300_000_000_000)).toISOString();
}

/** Gives these answers one after the other, and the last one again and again. */
export function inTurn(...answers: readonly (BackendAnswer | (() => Promise<BackendAnswer>))[]): Route {
  let asked = 0;
  return () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    return typeof answer === "function" ? answer() : answer;
  };
}

/** An answer that is sent this many milliseconds after the request came. */
export function late(answer: BackendAnswer, ms: number): () => Promise<BackendAnswer> {
  return () => new Promise((resolve) => setTimeout(resolve, ms, answer));
}

/** An answer without news whose head is sent this many milliseconds after the request came, and whose body as long after that. */
export function lateInParts(timestamp: string, ms: number): () => Promise<BackendAnswer> {
  async function* body() {
    yield `{"data":[],`;
    await new Promise((resolve) => setTimeout(resolve, ms));
    yield `"timestamp":${JSON.stringify(timestamp)}}`;
  }
  return () => late({ headers: { "content-type": "application/json" }, body: body() }, ms)();
}

/** Less than an interval by what timers and a busy machine may take off it. */
const MOST_OF_AN_INTERVAL = 0.7;

/** Fails unless the middle one of the gaps between the starts of these requests, the lower of two, is about an interval at least. */
export function expectApart(
  requests: readonly RecordedRequest[],
  intervalMs: number,
  code: keyof typeof failures = "polls-too-often",
): void {
  const gaps = gapsOf(requests);
  const median = gaps.toSorted((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)] ?? 0;
  const last = requests.at(-1);
  if (last !== undefined && median < MOST_OF_AN_INTERVAL * intervalMs)
    throw fault(
      code,
      last,
      `about ${intervalMs} ms from one poll to the next (INTERVAL_MS)`,
      `${inMs(median)} between most of them`,
    );
}

/** What even the shortest of several waits does not reach, in intervals, however much a busy machine adds to the others. */
const MOST_OF_THE_SHORTEST = 1.75;

/** Fails when all of the gaps between the starts of these requests are far longer than an interval. */
export function expectOftenEnough(
  requests: readonly RecordedRequest[],
  intervalMs: number,
  code: keyof typeof failures = "polls-too-seldom",
): void {
  const shortest = Math.min(...gapsOf(requests));
  const last = requests.at(-1);
  if (last !== undefined && shortest > MOST_OF_THE_SHORTEST * intervalMs)
    throw fault(
      code,
      last,
      `about ${intervalMs} ms from one poll to the next (INTERVAL_MS)`,
      `${inMs(shortest)} at least`,
    );
}

export function gapsOf(requests: readonly RecordedRequest[]): number[] {
  return requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));
}

/** A request that is still open so long after the next one came was not given up in favour of it, in milliseconds. */
const GIVEN_UP_WITHIN_MS = 250;

/** Fails when a request came while the one before it was open, and went on to be. */
export function expectOneAtATime(requests: readonly RecordedRequest[]): void {
  for (const [index, older] of requests.entries()) {
    const newer = requests[index + 1];
    if (newer === undefined) return;
    const openFor = (older.closedAt ?? Number.POSITIVE_INFINITY) - newer.at;
    if (openFor > GIVEN_UP_WITHIN_MS)
      throw hasItsHead(older, newer)
        ? fault(
            "polls-overlap-body",
            newer,
            "this request after the whole answer to the one before it",
            `it came ${inMs(newer.at - (older.answer?.at ?? newer.at))} after the head of that answer, ${older.closedAt === undefined ? "and the end of its body has not come yet" : `and ${inMs(openFor)} before the end of its body`}`,
          )
        : fault(
            "polls-overlap",
            newer,
            "the next request after the answer to this one",
            `another one ${inMs(newer.at - older.at)} after it, unanswered as it was`,
          );
  }
}

function hasItsHead({ answer }: RecordedRequest, { at }: RecordedRequest): boolean {
  return answer !== undefined && answer.at < at;
}

/** Fails unless the first request asks for everything, and each later one for what is newer than the answers before it. */
export function expectTimestamps(requests: readonly RecordedRequest[]): void {
  let timestamp: string | undefined;
  for (const [index, request] of requests.entries()) {
    expectTimestamp(requests, index, timestamp);
    timestamp = timestampIn(request) ?? timestamp;
  }
}

/** Fails unless the request of this index asks for what is newer than this time, or for everything without it. */
export function expectTimestamp(
  requests: readonly RecordedRequest[],
  index: number,
  timestamp: string | undefined,
): void {
  const [request, previous] = [requests[index], requests[index - 1]];
  if (request === undefined) return;
  const fault = (code: keyof typeof failures, expected: string, received: string, why?: string) => {
    const sent = `the poller's ${request.method} ${request.path}`;
    return new CheckFailure({
      code: failures[code],
      sent: previous === undefined ? sent : `${sent}; the one before it ${whatCame(previous)}`,
      expected,
      received,
      ...(why !== undefined && { why }),
      event: request.event,
    });
  };
  const { pathname } = new URL(request.path, "http://backend");
  if (pathname !== "/tasks") throw fault("request-elsewhere", "a request to /tasks", pathname);
  const sent = sinceOf(request);
  if (sent === (timestamp ?? null)) return;
  const received = sent === null ? "no updatedSince" : `updatedSince is ${JSON.stringify(sent)}`;
  if (timestamp === undefined) throw fault("first-with-timestamp", "no updatedSince yet", received);
  const expected = `updatedSince is ${JSON.stringify(timestamp)}, the timestamp of the last good answer`;
  const { code, why } = whyWrongTimestamp(requests, index);
  throw fault(code, expected, received, why);
}

/** What a request was answered with, as the end of a sentence. */
export function whatCame({ answer }: RecordedRequest): string {
  if (answer === undefined) return "got no answer";
  if (answer.status !== 200) return `was answered with status ${answer.status}`;
  return answer.endedAt === undefined ? "got an answer that broke off" : "got a good answer";
}

export function inMs(time: number): string {
  return `${Math.round(time)} ms`;
}

function fault(
  code: keyof typeof failures,
  { method, path, event }: RecordedRequest,
  expected: string,
  received: string,
): CheckFailure {
  const sent = `the poller's ${method} ${path}`;
  return new CheckFailure({ code: failures[code], sent, expected, received, event });
}
