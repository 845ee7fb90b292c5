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

/** What a server that is overloaded or being restarted answers. */
export const UNAVAILABLE: BackendAnswer = { status: 503, json: { error: "Service unavailable" } };

/** What a proxy answers whose server is gone. */
export const BAD_GATEWAY: BackendAnswer = {
  status: 502,
  headers: { "content-type": "text/html" },
  body: "<h1>Bad Gateway</h1>",
};

/** Five failures in a row. */
export const FAILURES: readonly BackendAnswer[] = [
  UNAVAILABLE,
  { status: 500, json: { error: "Internal error" } },
  UNAVAILABLE,
  BAD_GATEWAY,
  UNAVAILABLE,
];

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

/** Fails unless the cursor of the request, decoded, is this one. */
export function expectCursor(request: RecordedRequest | undefined, cursor: string): void {
  const since = sinceOf(request);
  if (request === undefined || since === cursor) return;
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

/** A request that is still open so long after the next one came was not given up in favour of it, in milliseconds. */
const GIVEN_UP_WITHIN_MS = 250;

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

/** Less than an interval by what timers and a busy machine may take off it. */
const MOST_OF_AN_INTERVAL = 0.7;

/** Fails unless the middle one of the gaps between the starts of these requests is about an interval at least. */
export function expectApart(requests: readonly RecordedRequest[], intervalMs: number): void {
  const gaps = gapsOf(requests).toSorted((a, b) => a - b);
  const median = gaps[Math.floor(gaps.length / 2)] ?? 0;
  const last = requests.at(-1);
  if (last !== undefined && median < MOST_OF_AN_INTERVAL * intervalMs)
    throw fault(
      "polls-too-often",
      last,
      `about ${intervalMs} ms between two polls (INTERVAL_MS)`,
      `${inMs(median)} between most of them`,
    );
}

/** What the waits after five failures come to at least, in intervals: by the rule to 34, and to 17 of which half is drawn. */
const BACKED_OFF_INTERVALS = 12;

/** Fails unless the client waited longer and longer from the first of these requests, which failed, to the last. */
export function expectBackoff(requests: readonly RecordedRequest[], intervalMs: number): void {
  const [first, last] = [requests[0], requests.at(-1)];
  if (first === undefined || last === undefined) return;
  const least = BACKED_OFF_INTERVALS * intervalMs;
  if (last.at - first.at >= least) return;
  const received = `${inMs(last.at - first.at)}: ${gapsOf(requests).map(inMs).join(", ")}`;
  throw fault("no-backoff", first, `more than ${least} ms in five waits after five failures`, received);
}

/** A wait that stayed long is of ten intervals; one that is short again, of one and what a busy machine adds to it. */
const SHORT_AGAIN_INTERVALS = 4;

/** Fails unless the shortest gap between these requests, which were answered, is about an interval again. */
export function expectShortWaits(requests: readonly RecordedRequest[], intervalMs: number): void {
  const shortest = Math.min(...gapsOf(requests));
  const [first] = requests;
  if (first === undefined || shortest <= SHORT_AGAIN_INTERVALS * intervalMs) return;
  throw fault(
    "wait-not-reset",
    first,
    `${intervalMs} ms between polls again (INTERVAL_MS)`,
    `${inMs(shortest)} and more`,
  );
}

function gapsOf(requests: readonly RecordedRequest[]): number[] {
  return requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));
}

function inMs(time: number): string {
  return `${Math.round(time)} ms`;
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
