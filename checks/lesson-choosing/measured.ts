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

/** How late the slowest update of twenty is, and how long after it those are made that arrive together with it, in milliseconds. */
const SLOWEST_MS = 1_800;
const GAP_MS = 500;

/** What a busy machine may add, in milliseconds, and what clocks and timers may take off. */
const BUSY_MS = 400;
const CLOCK_MS = 20;

/** So many that `p / 100 × n` is whole for both percentiles: there, one place too far is another update. */
export const TWENTY = 20;

/** How old the updates of a run should be, in milliseconds. */
export interface Ages {
  /** The tenth in order: older than nine that came at once. */
  readonly tenthMs: number;
  /** The eleventh to the nineteenth, and the twentieth, when the machine had brought them. */
  readonly nineteenthMs: number;
  readonly slowestMs: number;
}

/** Twenty updates: one that is later than all others, nine that are very late, nine at once, and one that is a little late. */
export async function twentyUpdates(run: BenchRun): Promise<Ages> {
  const tenthMs = run.random.integer(180, 240);
  run.link.change({ delayMs: SLOWEST_MS });
  const slowest = await run.update();
  const slowestAt = performance.now();
  await until(slowestAt + GAP_MS);
  const lateAt = performance.now();
  const late = await severalUpdates(run, 9);
  await run.seen(slowest);
  const ages = { tenthMs, nineteenthMs: performance.now() - lateAt, slowestMs: performance.now() - slowestAt };
  run.link.change({});
  await allSeen(run, late);
  await allSeen(run, await severalUpdates(run, 9));
  run.link.change({ delayMs: tenthMs });
  await run.update();
  return ages;
}

/** Changes the board so many times at once. Returns the titles. */
function severalUpdates(run: BenchRun, count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => run.update()));
}

async function allSeen(run: BenchRun, titles: readonly string[]): Promise<void> {
  for (const title of titles) await run.seen(title);
}

/** Fails unless the percentiles are those of these twenty updates, by the nearest rank: the tenth and the nineteenth. */
export function expectPercentiles(summaries: Summaries, { tenthMs, nineteenthMs, slowestMs }: Ages): void {
  for (const [approach, summary] of summaries) {
    const of = (field: "p50Ms" | "p95Ms") => ({ approach, summary, field, code: "percentile-wrong" }) as const;
    // How long an update waits for the next poll comes on top, and several polls may be late in a row.
    const isPolled = approach === "short-polling";
    expectBetween(
      of("p50Ms"),
      tenthMs - CLOCK_MS,
      isPolled ? Number.POSITIVE_INFINITY : tenthMs + Math.min(BUSY_MS, 0.4 * (nineteenthMs - tenthMs)),
    );
    expectBetween(
      of("p95Ms"),
      // Measured from before they were stored; still far above the tenth, and the mean.
      0.7 * nineteenthMs,
      isPolled ? Number.POSITIVE_INFINITY : (nineteenthMs + slowestMs) / 2,
    );
  }
}

/** Two updates, of which one is late: each percentile is one of them. */
export async function twoUpdates(run: BenchRun): Promise<void> {
  run.link.change({ delayMs: 150 });
  await run.seen(await run.update());
  run.link.change({});
  await run.update();
}

/** What rounding to whole milliseconds may add up to. */
const ROUNDED_MS = 1.5;

/** Fails unless the mean of two updates is the middle between the younger and the older one, which the percentiles are. */
export function expectMeanOfTwo(summaries: Summaries): void {
  for (const [approach, summary] of summaries) {
    const { p50Ms, p95Ms } = summary;
    const mean = (p50Ms + p95Ms) / 2;
    expectBetween(
      {
        approach,
        summary,
        field: "meanStalenessMs",
        code: "mean-wrong",
        by: `as p50Ms is ${p50Ms} and p95Ms is ${p95Ms}, of two updates`,
      },
      mean - ROUNDED_MS,
      mean + ROUNDED_MS,
    );
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
  /** @default by the records of the proxy */
  readonly by?: string;
}

function expectBetween(
  { approach, summary, field, code, by = "by the records of the proxy" }: Measured,
  least: number,
  most: number,
): void {
  const value = summary[field];
  if (value >= least && value <= most) return;
  const wanted = [
    `${Math.round(least)}`,
    ...(most === least ? [] : [most === Number.POSITIVE_INFINITY ? "or more" : `to ${Math.round(most)}`]),
  ].join(" ");
  throw new CheckFailure({
    code: failures[code],
    sent: `the updates of this run, to the client of ${approach}`,
    expected: `${field} of ${approach} to be ${wanted}, ${by}`,
    received: `${value}`,
  });
}
