/** The polls that a check sends itself, what they cost by its own count, and what the server says of them. */
import { CheckFailure, expect, like, type HttpAnswer, type HttpClient } from "#kit";
import { failures } from "./failures.ts";

/** What the starter's routes answer. */
const NOT_WRITTEN = 501;

/** Fails unless the route answered with this status; with a code of its own where it is still the starter's. */
export function expectStatus(answer: HttpAnswer, status: number): void {
  if (answer.status !== NOT_WRITTEN) return expect(answer).toHaveStatus(status);
  throw new CheckFailure({
    code: failures["route-not-written"],
    sent: answer.sent,
    expected: `status ${status}`,
    received: "status 501, which the starter answers with",
    event: answer.event,
  });
}

/** What `GET /stats` said. */
interface Stats {
  readonly answer: HttpAnswer;
  readonly requests: number;
  readonly empty: number;
  readonly emptyRatio: unknown;
  readonly bytes: number;
}

export async function readStats(http: HttpClient): Promise<Stats> {
  const answer = await http.get("/stats");
  expectStatus(answer, 200);
  const { data } = expect(answer).toMatchJson({
    data: { requests: like.number, empty: like.number, bytes: like.number, emptyRatio: like.anything },
  });
  return { answer, ...data };
}

/** Changes a task, and gives it a new title. */
export async function touch(http: HttpClient, id: string, title: string): Promise<void> {
  expect(await http.post(`/touch/${id}`, { json: { title } })).toHaveStatus(200);
}

/** Polls, and counts what it costs. */
export class Payer {
  readonly #http: HttpClient;
  readonly #before: Stats;
  #updatedSince: string | undefined;
  #polls = 0;
  #empty = 0;
  #bytes = 0;

  /** Begins a bill: what was counted until now belongs to others. */
  static async begin(http: HttpClient): Promise<Payer> {
    return new Payer(http, await readStats(http));
  }

  private constructor(http: HttpClient, before: Stats) {
    this.#http = http;
    this.#before = before;
  }

  /** Asks for what was changed since the last poll, the first time for everything. */
  async poll(): Promise<void> {
    const query = this.#updatedSince === undefined ? "" : `?updatedSince=${encodeURIComponent(this.#updatedSince)}`;
    this.take(await this.#http.get(`/tasks${query}`));
  }

  take(answer: HttpAnswer): void {
    expect(answer).toHaveStatus(200);
    const { data, timestamp } = expect(answer).toMatchJson({
      data: like.listOf({ id: like.text }),
      timestamp: like.text,
    });
    this.#updatedSince = timestamp;
    this.#polls++;
    this.#bytes += Buffer.byteLength(answer.body);
    if (data.length === 0) this.#empty++;
  }

  /** Fails unless as many polls were counted, and as many of them as empty. */
  expectCounted(now: Stats): void {
    this.#compare(now, "requests", this.#polls, "polls-miscounted");
    this.#compare(now, "empty", this.#empty, "empty-miscounted");
  }

  /** Fails unless as many bytes were counted as the bodies had. */
  expectBytes(now: Stats): void {
    this.#compare(now, "bytes", this.#bytes, "bytes-miscounted");
  }

  #compare(now: Stats, field: "requests" | "empty" | "bytes", count: number, code: keyof typeof failures): void {
    const before = this.#before[field];
    if (now[field] === before + count) return;
    throw new CheckFailure({
      code: failures[code],
      sent: `${this.#polls} polls, of which ${this.#empty} were empty, with bodies of ${this.#bytes} bytes; then GET /stats`,
      expected: `${field} to be ${before + count}, as it was ${before} before`,
      received: `${field} is ${now[field]}`,
      event: now.answer.event,
    });
  }
}

/** A ratio may be rounded to two digits. */
const RATIO_TOLERANCE = 0.01;

/** Fails unless `emptyRatio` is about this number. */
export function expectRatio({ answer, requests, empty, emptyRatio }: Stats, ratio: number): void {
  if (typeof emptyRatio === "number" && Math.abs(emptyRatio - ratio) <= RATIO_TOLERANCE) return;
  throw new CheckFailure({
    code: failures["ratio-wrong"],
    sent: answer.sent,
    expected: `emptyRatio to be ${ratio}, with ${requests} polls of which ${empty} were empty`,
    received: `emptyRatio is ${JSON.stringify(emptyRatio)}`,
    event: answer.event,
  });
}
