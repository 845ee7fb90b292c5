/** The requests that a check sends itself, what they cost by its own count, and what the server says of them. */
import { CheckFailure, expect, explained, like, type HttpAnswer, type HttpClient } from "#kit";
import { whichAreCounted } from "./empty-polls.ts";
import { failures } from "./failures.ts";
import { readStats, type Stats } from "./stats.ts";

/** What some requests cost: by the check's own count, and by what the server said before and after them. */
export interface Bill {
  readonly before: Stats;
  readonly now: Stats;
  /** What was sent between the two, as a phrase. */
  readonly sent: string;
  /** The request of a single poll; else empty. */
  readonly asked: string;
  readonly polls: number;
  readonly empty: number;
  /** Of the bodies as they came. */
  readonly bytes: number;
  /** Two things that are easily taken for the bytes: the UTF-16 code units of the bodies, and the bytes of `data` alone. */
  readonly characters: number;
  readonly taskBytes: number;
}

/** The bill of one request that is no poll; without one, that of reading the counts. */
export async function otherBill(http: HttpClient, send?: () => Promise<HttpAnswer>): Promise<Bill> {
  const before = await readStats(http);
  const other = await send?.();
  const now = await readStats(http);
  const sent = other === undefined ? "GET /stats, twice" : `${other.sent}, which is no poll; then GET /stats`;
  return { before, now, sent, asked: "", polls: 0, empty: 0, bytes: 0, characters: 0, taskBytes: 0 };
}

/** Later than any change. */
const FUTURE = "2199-12-31T23:59:59.000Z";

/** A client that polls: each time for what was changed since its last poll, the first time for everything. */
export class Payer {
  readonly #http: HttpClient;
  #updatedSince: string | undefined;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Polls once. Returns what that cost. */
  poll(): Promise<Bill> {
    const query = this.#updatedSince === undefined ? "" : `?updatedSince=${encodeURIComponent(this.#updatedSince)}`;
    return this.#billOf(async () => [await this.#http.get(`/tasks${query}`)]);
  }

  /** Polls once for what was changed after a time that has not come yet, which is nothing. Returns what that cost. */
  pollAhead(): Promise<Bill> {
    return this.#billOf(async () => [await this.#http.get(`/tasks?updatedSince=${FUTURE}`)]);
  }

  /** Polls so many times in one packet. Returns what that cost. */
  pollTogether(count: number): Promise<Bill> {
    return this.#billOf(() => this.#http.pipeline(...Array.from({ length: count }, () => ({ path: "/tasks" }))));
  }

  async #billOf(send: () => Promise<readonly HttpAnswer[]>): Promise<Bill> {
    const before = await readStats(this.#http);
    const answers = await send();
    const now = await readStats(this.#http);
    const bodies = answers.map((answer) => this.#read(answer));
    const sum = (size: (body: (typeof bodies)[number]) => number) =>
      bodies.reduce((total, body) => total + size(body), 0);
    const bytes = sum(({ text }) => Buffer.byteLength(text));
    const tasks = sum(({ data }) => data.length);
    const asked =
      answers.length === 1 ? `${answers[0]?.sent}, answered with` : `${answers.length} polls, answered with`;
    return {
      before,
      now,
      sent: `${asked} ${tasks} ${tasks === 1 ? "task" : "tasks"} in ${bytes} bytes; then GET /stats`,
      asked: answers.length === 1 ? (answers[0]?.sent ?? "") : "",
      polls: bodies.length,
      empty: sum(({ data }) => (data.length === 0 ? 1 : 0)),
      bytes,
      characters: sum(({ text }) => text.length),
      taskBytes: sum(({ data }) => Buffer.byteLength(JSON.stringify(data))),
    };
  }

  #read(answer: HttpAnswer) {
    expect(answer).toHaveStatus(200);
    const { data, timestamp } = expect(answer).toMatchJson({
      data: like.listOf({ id: like.text }),
      timestamp: like.text,
    });
    this.#updatedSince = timestamp;
    return { text: answer.body, data };
  }
}

/** Fails unless as many polls were counted, and as many of them as empty. Where a single one is not, others are asked too. */
export async function expectCounted(http: HttpClient, bill: Bill): Promise<void> {
  await explained(
    () => compareCounts(bill),
    async () => (bill.polls === 1 ? { why: await whichAreCounted(http) } : undefined),
    failures["empty-not-counted"],
    failures["empty-miscounted"],
  );
}

function compareCounts(bill: Bill): void {
  compare(bill, "requests", bill.polls, requestsCause(bill));
  compare(bill, "empty", bill.empty, emptyCause(bill));
}

/** Fails when a request that is no poll was counted; without one, when reading the counts was. */
export async function expectUncounted(http: HttpClient, send?: () => Promise<HttpAnswer>): Promise<void> {
  await explained(
    async () => compareCounts(await otherBill(http, send)),
    async () => {
      if (send !== undefined) return undefined;
      // Reading the counts is counted. Is a request between two readings?
      const { before, now } = await otherBill(http, () => http.get("/health"));
      const isEvery = now.requests - before.requests > 1;
      return { code: failures[isEvery ? "every-request-counted" : "stats-counted"] };
    },
    failures["other-request-counted"],
  );
}

function emptyCause({ before, now, polls, empty, asked }: Bill): keyof typeof failures {
  if (polls !== 1) return "empty-miscounted";
  if (empty === 1) return now.empty === before.empty ? "empty-not-counted" : "empty-miscounted";
  // The first poll of all had tasks and no `updatedSince`, and was not counted as empty.
  return asked.includes("updatedSince=") ? "question-taken-for-answer" : "empty-miscounted";
}

function requestsCause({ before, now, polls }: Bill): keyof typeof failures {
  if (polls > 1) return "polls-together-miscounted";
  if (polls === 1) return "polls-miscounted";
  return now.requests < before.requests ? "counts-set-back" : "other-request-counted";
}

/** Fails unless as many bytes were counted as the bodies had. */
export function expectBytes(bill: Bill): void {
  compare(bill, "bytes", bill.bytes, bytesCause(bill));
}

function bytesCause({ before, now, polls, bytes, characters, taskBytes }: Bill): keyof typeof failures {
  const counted = now.bytes - before.bytes;
  if (polls > 1) return "polls-together-miscounted";
  if (counted === characters) return "characters-counted";
  if (counted === taskBytes) return "tasks-alone-counted";
  return now.bytes === bytes ? "bytes-replaced" : "bytes-miscounted";
}

/** What became of the count `requests` with one poll. */
function grownBy(polls: number): string {
  if (polls === 0) return "this poll was not counted";
  return polls < 0 ? "the count `requests` became smaller" : `this one poll was counted as ${polls}`;
}

function compare(
  { before, now, sent, polls }: Bill,
  field: "requests" | "empty" | "bytes",
  count: number,
  code: keyof typeof failures,
): void {
  const wanted = before[field] + count;
  if (now[field] === wanted) return;
  throw new CheckFailure({
    code: failures[code],
    sent,
    expected:
      count === 0
        ? `${field} to stay at ${wanted}${polls === 0 ? ", as no poll has come in between" : ""}`
        : `${field} to be ${wanted}, up from ${before[field]}`,
    received: `${field} is ${now[field]}`,
    ...(code === "polls-miscounted" ? { why: grownBy(now.requests - before.requests) } : {}),
    event: now.answer.event,
  });
}

/** Fails unless every count is 0, as it is on a server that was not polled yet. */
export function expectNothingCounted(stats: Stats): void {
  for (const field of ["requests", "empty", "bytes"] as const) {
    if (stats[field] === 0) continue;
    throw new CheckFailure({
      code: failures["counted-at-first"],
      sent: `${stats.answer.sent}, before the first poll`,
      expected: `${field} to be 0`,
      received: `${field} is ${stats[field]}`,
      event: stats.answer.event,
    });
  }
}

/** A ratio may be rounded to two digits. */
const RATIO_TOLERANCE = 0.01;

/**
 * Fails unless `emptyRatio` is about this number.
 * @param earlier what it was before the last poll, which brought something, where that differs
 */
export function expectRatio({ answer, requests, empty, emptyRatio }: Stats, ratio: number, earlier?: number): void {
  const isAbout = (number: number) =>
    typeof emptyRatio === "number" && Math.abs(emptyRatio - number) <= RATIO_TOLERANCE;
  if (isAbout(ratio)) return;
  const isEarlier = earlier !== undefined && isAbout(earlier);
  const why = isEarlier
    ? "the same as before the last poll, which brought something: that poll has not changed it, though it is one of `requests`"
    : whatRatio(emptyRatio, requests, empty);
  throw new CheckFailure({
    code: failures[requests === 0 ? "ratio-without-polls" : isEarlier ? "ratio-kept" : "ratio-wrong"],
    sent: answer.sent,
    expected: `emptyRatio to be ${ratio}, with ${requests} polls of which ${empty} were empty`,
    received: `emptyRatio is ${JSON.stringify(emptyRatio)}`,
    ...(requests === 0 || why === undefined ? {} : { why: `the field \`emptyRatio\` is ${why}` }),
    event: answer.event,
  });
}

/** What a wrong ratio is in truth, where that can be told. */
function whatRatio(ratio: unknown, requests: number, empty: number): string | undefined {
  if (typeof ratio !== "number") return typeof ratio === "string" ? "a text, and no number" : undefined;
  const wrong = [
    [(100 * empty) / requests, "a percentage, a hundred times the part"],
    [(requests - empty) / requests, "the part of the polls that were not empty"],
    [empty / (requests - empty), "the empty polls divided by the others, and not by all"],
    [requests / empty, "upside down: `requests` divided by `empty`"],
  ] as const;
  const found = wrong.filter(([number]) => Math.abs(number - ratio) <= RATIO_TOLERANCE);
  return found.length === 1 ? found[0]?.[1] : undefined;
}
