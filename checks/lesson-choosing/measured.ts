/** What the bench printed, compared with what went through the proxy. */
import { CheckFailure, explained, type Explanation, type RecordedRequest, type Tools } from "#kit";
import { BenchRun, type Approach, type Summary } from "./bench-run.ts";
import { failures } from "./failures.ts";
import { whyOtherRequests } from "./mixed-up.ts";

export type Summaries = ReadonlyMap<Approach, Summary>;

export function expectUpdates(summaries: Summaries, updates: number): void {
  for (const [approach, summary] of summaries)
    expectBetween({ approach, summary, field: "updates", code: "updates-miscounted" }, updates, updates);
}

/** Fails unless as many requests were counted as arrived. */
export async function expectRequests(summaries: Summaries, run: BenchRun): Promise<void> {
  await explained(
    () => compareRequests(summaries, run),
    () => whyOtherRequests(summaries, run),
    failures["requests-miscounted"],
  );
}

function compareRequests(summaries: Summaries, run: BenchRun): void {
  for (const [approach, summary] of summaries) {
    const { length } = run.requestsOf(approach);
    const code = summary.bytes === length ? "fields-exchanged" : "requests-miscounted";
    expectBetween({ approach, summary, field: "requests", code }, length, length);
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

/**
 * Whether it is the percentile that is wrong where the mean of two ages is not the middle: the mean lies above both percentiles,
 * which no mean does, and of a single update it is right.
 */
export async function whichOfTwo(
  tools: Tools,
  summaries: Summaries,
  intervalMs: number,
): Promise<Explanation | undefined> {
  const lines = [...summaries.values()];
  if (!lines.every(({ p95Ms, meanStalenessMs }) => meanStalenessMs > p95Ms + ROUNDED_MS)) return undefined;
  const run = await BenchRun.start(tools, { updates: 1, intervalMs });
  await run.update();
  const alone = [...(await run.summaries()).values()];
  if (!alone.every(({ p95Ms, meanStalenessMs }) => Math.abs(meanStalenessMs - p95Ms) <= ROUNDED_MS)) return undefined;
  return {
    code: failures["lesser-of-two"],
    expected: "p95Ms to be the greater of the two ages: 95 / 100 × 2 is 1.9, which is rounded up to the second place",
    received: lines.map(({ p95Ms, meanStalenessMs }) => `p95Ms ${p95Ms} and a mean of ${meanStalenessMs}`).join("; "),
  };
}

/** What clocks and timers may take off a time, in milliseconds. */
export const CLOCK_MS = 20;

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

export function until(at: number): Promise<void> {
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
    const code = isInSeconds(summary) ? "staleness-in-seconds" : "staleness-wrong";
    const measured = { approach, summary, field: "meanStalenessMs", code } as const;
    if (approach === "short-polling")
      expectBetween(measured, polled - EARLIER * intervalMs, polled + LATER * intervalMs);
    else expectBetween(measured, -CLOCK_MS, Math.max(0, pushed) + NOT_POLLED * intervalMs);
  }
  const median = ages[Math.floor(ages.length / 2)] ?? 0;
  return pushed < PUSHED_AT_ONCE * intervalMs && median < polled - 1.1 * EARLIER * intervalMs;
}

/** Whether the mean, which is never less than a nineteenth of what 95 of 100 are at most, is a thousandth of a time in ms. */
function isInSeconds({ meanStalenessMs, p95Ms }: Summary): boolean {
  return meanStalenessMs > 0 && meanStalenessMs < p95Ms / 100;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Measured {
  readonly approach: Approach;
  readonly summary: Summary;
  readonly field: keyof Summary;
  readonly code: keyof typeof failures;
  /** @default by the records of the proxy */
  readonly by?: string;
  /** @default the updates of this run */
  readonly sent?: string;
}

export function expectBetween(
  { approach, summary, field, code, by = "by the records of the proxy", sent }: Measured,
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
    sent: sent ?? `the updates of this run, to the client of ${approach}`,
    expected: `${field} of ${approach} to be ${wanted}, ${by}`,
    received: `${value}`,
  });
}
