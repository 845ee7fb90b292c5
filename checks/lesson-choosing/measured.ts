/** What the bench printed, compared with what went through the proxy. */
import { CheckFailure, type RecordedRequest } from "#kit";
import { type Approach, type BenchRun, type Summary } from "./bench-run.ts";
import { failures } from "./failures.ts";

type Summaries = ReadonlyMap<Approach, Summary>;

export function expectUpdates(summaries: Summaries, updates: number): void {
  for (const [approach, summary] of summaries)
    expectBetween({ approach, summary, field: "updates", code: "updates-miscounted" }, updates, updates);
}

/** Fails unless as many requests were counted as arrived. */
export function expectRequests(summaries: Summaries, run: BenchRun): void {
  for (const [approach, summary] of summaries) {
    const { length } = run.requestsOf(approach);
    expectBetween({ approach, summary, field: "requests", code: "requests-miscounted" }, length, length);
  }
}

/** What a proxy's record leaves out, such as the sizes of chunks, is less than a tenth. */
const BYTES_TOLERANCE = 0.1;

/** Fails unless as many bytes were counted as went by, give or take a tenth. */
export function expectBytes(summaries: Summaries, run: BenchRun): void {
  for (const [approach, summary] of summaries) {
    const http = run.requestsOf(approach).reduce((sum, request) => sum + bytesOf(request), 0);
    const bytes = approach === "websocket" ? http + bytesOfFrames(run) : http;
    expectBetween(
      { approach, summary, field: "bytes", code: "bytes-miscounted" },
      Math.round(bytes * (1 - BYTES_TOLERANCE)),
      Math.round(bytes * (1 + BYTES_TOLERANCE)),
    );
  }
}

/** A request and its answer as HTTP/1.1 writes them (RFC 9112, section 2.1). */
function bytesOf({ method, path, headers, body, answer }: RecordedRequest): number {
  const question = `${method} ${path} HTTP/1.1\r\n${linesOf(headers)}\r\n${body}`;
  if (answer === undefined) return Buffer.byteLength(question);
  return Buffer.byteLength(`${question}HTTP/1.1 ${answer.status} OK\r\n${linesOf(answer.headers)}\r\n${answer.body}`);
}

function linesOf(headers: RecordedRequest["headers"]): string {
  return [...headers].flatMap(([name, values]) => values.map((value) => `${name}: ${value}\r\n`)).join("");
}

/** The header of a frame with a payload of 126 bytes or more, from the server (RFC 6455, section 5.2). */
const FRAME_HEADER_BYTES = 4;

/** The proxy records no frames. Their payloads are the data of the event stream, which has the same events. */
function bytesOfFrames(run: BenchRun): number {
  const lines = run.requestsOf("sse").flatMap(({ answer }) => (answer?.body ?? "").split("\n"));
  const payloads = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice("data: ".length));
  return payloads.reduce((sum, payload) => sum + Buffer.byteLength(payload) + FRAME_HEADER_BYTES, 0);
}

/** How often a measurement is repeated that a busy machine may have spoiled. */
const ATTEMPTS = 3;

/**
 * Measures times until they are as expected. A machine that is busy with something else makes a right bench print ages that are
 * too high, now and then; a wrong one is wrong every time.
 * @param measure resolves with whether a wrong bench would have failed; false is taken for an answer the last time only
 */
export async function expectTimes(measure: () => Promise<boolean>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if ((await measure()) || attempt === ATTEMPTS) return;
    } catch (error) {
      const isSpoiled = error instanceof CheckFailure && SPOILED.has(error.observation.code);
      if (!isSpoiled || attempt === ATTEMPTS) throw error;
    }
  }
}

const SPOILED = new Set<unknown>([failures["percentile-wrong"], failures["staleness-wrong"]]);

/** How late the two slow updates of five are, in milliseconds: so late that the mean of all five is far from their median. */
const SLOW_MS = 1_800;

/** What a busy machine may add, in milliseconds, and what clocks and timers may take off. */
const BUSY_MS = 400;
const VERY_BUSY_MS = 1_500;
const CLOCK_MS = 20;

/** Five updates: two that are very late, one at once, one that is late, one at once. Returns how late the middle one is. */
export async function fiveUpdates(run: BenchRun): Promise<number> {
  const lateMs = run.random.integer(180, 240);
  run.link.change({ delayMs: SLOW_MS });
  const slow = [await run.update(), await run.update()] as const;
  await run.seen(slow[0]);
  run.link.change({});
  await run.seen(slow[1]);
  await run.seen(await run.update());
  run.link.change({ delayMs: lateMs });
  await run.seen(await run.update());
  run.link.change({});
  await run.update();
  return lateMs;
}

/** Fails unless the percentiles are those of five updates, of which two were at once, one late, and two very late. */
export function expectPercentiles(summaries: Summaries, lateMs: number): void {
  for (const [approach, summary] of summaries) {
    const of = (field: "p50Ms" | "p95Ms") => ({ approach, summary, field, code: "percentile-wrong" }) as const;
    // How long an update waits for the next poll comes on top, and several polls may be late in a row.
    const mayAdd = approach === "short-polling" ? Number.POSITIVE_INFINITY : 0;
    expectBetween(of("p50Ms"), lateMs - CLOCK_MS, lateMs + BUSY_MS + mayAdd);
    expectBetween(of("p95Ms"), 0.9 * SLOW_MS, SLOW_MS + VERY_BUSY_MS + mayAdd);
  }
}

/** When updates happen between two polls, as parts of the interval. Most are young when they are seen, and one is not. */
const PHASES = [0, 0.85, 0.9, 0.93];
const CYCLES = 3;

export const UPDATES_AT_PHASES = PHASES.length * CYCLES;

/** Changes the board at fixed moments between two polls of the client that polls short. */
export async function updatesAtPhases(run: BenchRun, intervalMs: number): Promise<void> {
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const answeredAt = await run.answered();
    for (const phase of PHASES) {
      await until(answeredAt + phase * intervalMs);
      await run.update();
    }
  }
}

function until(at: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
}

/** What may differ between the proxy's measure and the client's, as parts of the interval; a client is never earlier than the proxy. */
const EARLIER = 0.15;
const LATER = 0.25;
const NOT_POLLED = 0.35;
/** Half an interval, which is what one would guess, is later than this and `NOT_POLLED` together. */
const PUSHED_AT_ONCE = 0.1;

/**
 * Fails unless the updates were as stale as the proxy's records say: by a part of the interval where the client polls short,
 * and by less elsewhere. Returns whether the updates came at moments that tell a mean from a median and from a guess.
 */
export function expectStaleness(summaries: Summaries, run: BenchRun, intervalMs: number): boolean {
  const ages = run.agesMs("short-polling").toSorted((a, b) => a - b);
  const [polled, pushed] = [meanOf(ages), meanOf(run.agesMs("long-polling"))];
  for (const [approach, summary] of summaries) {
    const measured = { approach, summary, field: "meanStalenessMs", code: "staleness-wrong" } as const;
    if (approach === "short-polling")
      expectBetween(measured, polled - EARLIER * intervalMs, polled + LATER * intervalMs);
    else expectBetween(measured, -CLOCK_MS, Math.max(0, pushed) + NOT_POLLED * intervalMs);
  }
  const median = ages[Math.floor(ages.length / 2)] ?? 0;
  return pushed < PUSHED_AT_ONCE * intervalMs && median < polled - 1.1 * EARLIER * intervalMs;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Measured {
  readonly approach: Approach;
  readonly summary: Summary;
  readonly field: keyof Summary;
  readonly code: keyof typeof failures;
}

function expectBetween({ approach, summary, field, code }: Measured, least: number, most: number): void {
  const value = summary[field];
  if (value >= least && value <= most) return;
  const wanted = [
    `${Math.round(least)}`,
    ...(most === least ? [] : [most === Number.POSITIVE_INFINITY ? "or more" : `to ${Math.round(most)}`]),
  ].join(" ");
  throw new CheckFailure({
    code: failures[code],
    sent: `the updates of this run, to the client of ${approach}`,
    expected: `${field} of ${approach} to be ${wanted}, by the records of the proxy`,
    received: `${value}`,
  });
}
