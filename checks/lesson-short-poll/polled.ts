/** What the learner's client sends and prints, and what it should have sent and printed. */
import { CheckFailure, type Explanation, type Program, type Random, type RecordedRequest } from "#kit";
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

/** What a client was sent besides cursors, and how long it should wait before it asks again. */
export interface Circumstances {
  readonly intervalMs: number;
  readonly tasks: readonly SentTask[];
  /** The `timestamp` in the body of a failure. */
  readonly ofFailure?: string;
}

/** Fails unless the cursor of the request, decoded, is the last of those that the client knows. */
export function expectCursor(
  requests: readonly RecordedRequest[],
  index: number,
  known: readonly string[],
  circumstances: Circumstances,
): void {
  const request = requests[index];
  const [cursor = "", since] = [known.at(-1), sinceOf(request)];
  if (request === undefined || since === cursor) return;
  const previous = requests[index - 1]?.answer;
  if ((previous?.endedAt ?? Number.POSITIVE_INFINITY) > request.at)
    throw fault("polls-overlap", request, "a request after the answer to the last one", "it came before that answer");
  // Too soon to have read that answer. From its begin, a client that waits takes an interval, and on a slow machine more.
  const waitedMs = request.at - (previous?.at ?? 0);
  if (previous?.status === 200 && waitedMs < circumstances.intervalMs / 2)
    throw fault(
      "polls-too-often",
      request,
      `a request ${circumstances.intervalMs} ms after the answer to the last one (INTERVAL_MS)`,
      `it came ${Math.round(waitedMs)} ms after that answer, without the cursor of it`,
    );
  throw fault(
    since === null ? whyWithout(requests, index) : whatIsWrongWith(since, known, circumstances),
    request,
    `since is ${JSON.stringify(cursor)}, the cursor of the last answer`,
    since === null ? "no since" : `decoded, since is ${JSON.stringify(since)}`,
  );
}

function whyWithout(requests: readonly RecordedRequest[], index: number): keyof typeof failures {
  if (requests.every((request) => sinceOf(request) === null)) return "cursor-not-sent";
  return requests[index - 1]?.answer?.status === 200 ? "cursor-sent-sometimes" : "cursor-forgotten";
}

function whatIsWrongWith(
  since: string,
  known: readonly string[],
  { tasks, ofFailure }: Circumstances,
): keyof typeof failures {
  const cursor = known.at(-1) ?? "";
  if (known.includes(since)) return "cursor-of-an-earlier-answer";
  if (tasks.some(({ updatedAt }) => updatedAt === since)) return "cursor-from-a-task";
  if (since === ofFailure) return "cursor-from-a-failure";
  if (Math.abs(Date.parse(since) - Date.now()) < CLOCK_TOLERANCE_MS) return "cursor-from-own-clock";
  // With encodeURI, the percent sign is encoded and the plus sign is not.
  const unencoded = [new URLSearchParams(`since=${cursor}`).get("since"), cursor.replaceAll("+", " ")];
  if (unencoded.includes(since)) return "cursor-not-encoded";
  return since === encodeURIComponent(cursor) ? "cursor-encoded-twice" : "cursor-changed";
}

/** How far the client's clock may be from ours, in milliseconds. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Under which condition a client that sends the cursor of an earlier answer takes one, where the requests show it: of four
 * answers, the second has no task, and the last one has a cursor that is greater than all before it.
 */
export function whichCursorsCount(
  requests: readonly RecordedRequest[],
  cursors: readonly string[],
): Explanation | undefined {
  const [first, , third, fourth] = cursors;
  const [afterThird, afterFourth] = [requests[3], requests[4]].map(sinceOf);
  const code =
    afterThird === third
      ? "cursor-kept-with-tasks-only"
      : afterFourth === fourth
        ? "greatest-cursor-kept"
        : afterFourth === first
          ? "cursor-of-the-first-answer"
          : undefined;
  return code && { code: failures[code] };
}

function sinceOf(request: RecordedRequest | undefined): string | null {
  return request === undefined ? null : urlOf(request).searchParams.get("since");
}

/** Fails unless the program printed so many lines with this title. */
export function expectPrinted(client: Program, { title }: SentTask, times: number, why: string): void {
  const lines = client.lines.filter(({ stream, text }) => stream === "stdout" && text.includes(title)).length;
  if (lines === times) return;
  throw new CheckFailure({
    code: failures[lines > times ? "printed-again" : lines === 0 ? "task-not-printed" : "change-not-printed"],
    sent: `the task ${JSON.stringify(title)}, ${why}`,
    expected: times === 1 ? "1 line with it" : `${times} lines with it`,
    received: `${lines} of them`,
  });
}

function urlOf({ path }: RecordedRequest): URL {
  return new URL(path, "http://backend");
}

export function fault(
  code: keyof typeof failures,
  { method, path }: RecordedRequest,
  expected: string,
  received: string,
): CheckFailure {
  return new CheckFailure({ code: failures[code], sent: `the client's ${method} ${path}`, expected, received });
}
