/** What the learner's client is graded by: a server that answers as a script says, and the requests that came to it. */
import { CheckFailure, type BackendAnswer, type Program, type Random, type RecordedRequest, type Route } from "#kit";
import { failures } from "./failures.ts";

/** A task as the scripted server sends it. */
export interface SentTask {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: string;
}

/** A task that was never sent before. */
export function newTask(random: Random): SentTask {
  return { id: `task-${random.word()}`, title: random.word(), updatedAt: versionFrom(random) };
}

/** The same task after a change. */
export function changed(task: SentTask, random: Random): SentTask {
  return { ...task, updatedAt: versionFrom(random) };
}

function versionFrom(random: Random): string {
  return new Date(Date.UTC(2026, 0, 1) + random.integer(0, 30_000_000_000)).toISOString();
}

/** A cursor of characters that mean something else in a query, or cannot stand in one. */
export function cursorFrom(random: Random): string {
  return `${random.word()}a+b%20|ü:1`;
}

export function updates(timestamp: string, ...data: readonly SentTask[]): BackendAnswer {
  return { json: { data, timestamp } };
}

/** What a server that is overloaded or being restarted answers: its body looks like updates, and only the status says no. */
export const UNAVAILABLE: BackendAnswer = { status: 503, json: { error: "Service unavailable", data: [] } };

/** What a proxy answers whose server is gone. */
export const BAD_GATEWAY: BackendAnswer = {
  status: 502,
  headers: { "content-type": "text/html" },
  body: "<h1>Bad Gateway</h1>",
};

/** Six failures in a row. */
export const FAILURES: readonly BackendAnswer[] = [
  UNAVAILABLE,
  { status: 500, json: { error: "Internal error" } },
  UNAVAILABLE,
  BAD_GATEWAY,
  UNAVAILABLE,
  UNAVAILABLE,
];

/** An answer that is not given at once; `isOvertaken` says whether the client has asked again since its request. */
type LateAnswer = (isOvertaken: () => boolean) => Promise<BackendAnswer>;

/** Gives these answers one after the other, and the last one again and again. */
export function inTurn(...answers: readonly (BackendAnswer | LateAnswer)[]): Route {
  let asked = 0;
  return () => {
    const number = ++asked;
    const answer = answers[Math.min(number, answers.length) - 1];
    return typeof answer === "function" ? answer(() => asked > number) : answer;
  };
}

/** A request that is overtaken by the next one stays open so much longer, in milliseconds. */
const OVERTAKEN_MS = 1_000;
/** A request that is still open so long after the next one came was not given up in favour of it, in milliseconds. */
const GIVEN_UP_WITHIN_MS = 500;

/**
 * An answer that is sent this many milliseconds after the request came, and much later when the client asks again meanwhile:
 * however slowly the machine runs, both requests are then open together for longer than it takes to give one of them up.
 */
export function held(answer: BackendAnswer, ms: number): LateAnswer {
  return async (isOvertaken) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (isOvertaken()) await new Promise((resolve) => setTimeout(resolve, OVERTAKEN_MS));
    return answer;
  };
}

/** Fails unless all these requests ask for the updates of this board. */
export function expectBoard(requests: readonly RecordedRequest[], boardId: string): void {
  for (const request of requests) {
    const { pathname } = urlOf(request);
    if (pathname !== `/boards/${boardId}/updates`)
      throw fault("request-elsewhere", request, `a request to /boards/${boardId}/updates`, pathname);
  }
}

/** Fails unless the request has no cursor. */
export function expectNoCursor(request: RecordedRequest | undefined): void {
  const since = sinceOf(request);
  if (request !== undefined && since !== null)
    throw fault("first-with-cursor", request, "the first request has no since", `since is ${JSON.stringify(since)}`);
}

/** Fails unless the cursor of the request, decoded, is this one, which came with the answer to the request before it. */
export function expectCursor(
  request: RecordedRequest | undefined,
  cursor: string,
  previous: RecordedRequest | undefined,
): void {
  const since = sinceOf(request);
  if (request === undefined || since === cursor) return;
  if (previous !== undefined && (previous.answer?.endedAt ?? Number.POSITIVE_INFINITY) > request.at)
    throw fault("polls-overlap", request, "a request after the answer to the last one", "it came before that answer");
  const expected = `since is ${JSON.stringify(cursor)}, the cursor of the last answer`;
  if (since === null) throw fault("cursor-not-sent", request, expected, "no since");
  throw fault("cursor-changed", request, expected, `decoded, since is ${JSON.stringify(since)}`);
}

function sinceOf(request: RecordedRequest | undefined): string | null {
  return request === undefined ? null : urlOf(request).searchParams.get("since");
}

/** Fails unless the program printed so many lines with this title. */
export function expectPrinted(client: Program, { title }: SentTask, times: number, why: string): void {
  const lines = client.lines.filter(({ stream, text }) => stream === "stdout" && text.includes(title)).length;
  if (lines === times) return;
  throw new CheckFailure({
    code: failures[lines > times ? "printed-again" : "change-not-printed"],
    sent: `the task ${JSON.stringify(title)}, ${why}`,
    expected: times === 1 ? "1 line with it" : `${times} lines with it`,
    received: `${lines} of them`,
  });
}

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

/** What is shorter than this part of an interval is not one: a right wait is never shorter, but may be noticed late. */
const LEAST_OF_AN_INTERVAL = 0.5;

/** What even the shortest of several waits does not reach, in intervals, however much a busy machine adds to the others. */
const MOST_OF_THE_SHORTEST = 1.75;

/**
 * Fails when two of the times from one of these requests to the next, or more, are far shorter than an interval, or when
 * all of them are far longer.
 */
export function expectApart(requests: readonly RecordedRequest[], intervalMs: number): void {
  const [shortest = 0, second = 0] = gapsOf(requests).toSorted((a, b) => a - b);
  const last = requests.at(-1);
  if (last === undefined) return;
  const expected = `about ${intervalMs} ms between two polls (INTERVAL_MS)`;
  if (second < LEAST_OF_AN_INTERVAL * intervalMs)
    throw fault("polls-too-often", last, expected, inEach(gapsOf(requests)));
  if (shortest > MOST_OF_THE_SHORTEST * intervalMs)
    throw fault("polls-too-seldom", last, expected, inEach(gapsOf(requests)));
}

/**
 * A client's waits after answers, then after failures in a row, then after answers again. A busy machine lengthens each of them,
 * so the shortest of several are compared with each other: what it adds to all of them falls out of their difference.
 */
export interface Waits {
  readonly intervalMs: number;
  /** The requests from the first answered one to the first that failed: three waits of an interval. */
  readonly before: readonly RecordedRequest[];
  /** From the first that failed to the next that was answered: by the rule, waits of 2, 4, 8, 10, 10 and 10 intervals. */
  readonly failing: readonly RecordedRequest[];
  /** From that one on: waits of an interval again. */
  readonly after: readonly RecordedRequest[];
}

/** Those of the waits after failures that have reached the limit of ten intervals; half of it may be drawn. */
const LONGEST_WAITS = 3;

/**
 * By how many intervals a wait that backed off is longer than one after an answer. By the rule it is 4 at least; a wait that
 * doubled once and then stayed the same is 1 longer.
 */
const BACKED_OFF_BY = 2.5;

/** By how many intervals no wait is longer than one after an answer: 9 by the rule, and 31 at least without a limit. */
const ENDLESS_BY = 20;

/** Fails unless the client waited longer and longer after failures, up to the limit, and an interval again after an answer. */
export function expectBackoff({ intervalMs, before, failing, after }: Waits): void {
  const [firstFailed, firstAnswered] = [failing[0], after[0]];
  if (firstFailed === undefined || firstAnswered === undefined) return;
  const waits = gapsOf(failing);
  const usual = Math.min(...gapsOf(before));
  const longer = (wait: number) => (wait - usual) / intervalMs;

  if (longer(Math.min(...waits.slice(-LONGEST_WAITS))) < BACKED_OFF_BY)
    throw fault(
      "no-backoff",
      firstFailed,
      `2, 4, 8, 10, 10 and 10 times ${intervalMs} ms, or half of each`,
      inEach(waits),
    );
  if (longer(waits.at(-1) ?? 0) > ENDLESS_BY)
    throw fault("wait-without-limit", firstFailed, `no wait beyond 10 times ${intervalMs} ms`, inEach(waits));
  if (longer(Math.min(...gapsOf(after))) > BACKED_OFF_BY)
    throw fault(
      "wait-not-reset",
      firstAnswered,
      `${intervalMs} ms between polls again (INTERVAL_MS)`,
      inEach(gapsOf(after)),
    );
}

function gapsOf(requests: readonly RecordedRequest[]): number[] {
  return requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));
}

function inMs(time: number): string {
  return `${Math.round(time)} ms`;
}

function inEach(waits: readonly number[]): string {
  return `waits of ${waits.map(inMs).join(", ")}`;
}

function urlOf({ path }: RecordedRequest): URL {
  return new URL(path, "http://backend");
}

function fault(
  code: keyof typeof failures,
  { method, path }: RecordedRequest,
  expected: string,
  received: string,
): CheckFailure {
  return new CheckFailure({ code: failures[code], sent: `the client's ${method} ${path}`, expected, received });
}
