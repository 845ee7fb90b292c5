/** Twenty updates of known ages, and the percentiles that the bench printed of them. */
import type { Explanation, Tools } from "#kit";
import { BenchRun, type Summary } from "./bench-run.ts";
import { failures } from "./failures.ts";
import { CLOCK_MS, expectBetween, until, type Summaries } from "./measured.ts";

/** How late the slowest update of twenty is, and how long after it those are made that arrive together with it, in milliseconds. */
const SLOWEST_MS = 1_800;
const GAP_MS = 500;

/** What a busy machine may add, in milliseconds. */
const BUSY_MS = 400;

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
export function expectPercentiles(summaries: Summaries, ages: Ages, run: BenchRun): void {
  const { tenthMs, nineteenthMs, slowestMs } = ages;
  const code = whyWrong(summaries, ages, run);
  for (const [approach, summary] of summaries) {
    const sent = `twenty updates to the client of ${approach}: one that came after about ${inSeconds(slowestMs)}, nine after about ${inSeconds(nineteenthMs)}, nine at once, and one after about ${inSeconds(tenthMs)}`;
    const of = (field: "p50Ms" | "p95Ms", place: string, ageMs: number) => {
      const by = `the age of the ${place} in order, which is about ${Math.round(ageMs)}`;
      return { approach, summary, field, code, by, sent } as const;
    };
    // How long an update waits for the next poll comes on top, and several polls may be late in a row.
    const isPolled = approach === "short-polling";
    expectBetween(
      of("p50Ms", "tenth", tenthMs),
      tenthMs - CLOCK_MS,
      isPolled ? Number.POSITIVE_INFINITY : tenthMs + Math.min(BUSY_MS, 0.4 * (nineteenthMs - tenthMs)),
    );
    expectBetween(
      of("p95Ms", "nineteenth", nineteenthMs),
      // Measured from before they were stored; still far above the tenth, and the mean.
      LEAST_OF_THE_NINETEENTH * nineteenthMs,
      isPolled ? Number.POSITIVE_INFINITY : (nineteenthMs + slowestMs) / 2,
    );
  }
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

const LEAST_OF_THE_NINETEENTH = 0.7;

/** What a busy machine adds to the time between two moments, in milliseconds; here it is two seconds or more. */
const SAME_MS = 200;

/** What the numbers of all four lines say together, where one of them is wrong. */
function whyWrong(summaries: Summaries, { tenthMs, nineteenthMs, slowestMs }: Ages, run: BenchRun): PercentileCode {
  const lines = [...summaries.values()];
  const every = (isSo: (line: Summary) => boolean) => lines.every(isSo);
  // Where an update came to a client that polls, it waited for that besides.
  const pushed = [...summaries].flatMap(([approach, line]) => (approach === "short-polling" ? [] : [line]));
  const isNineteenth = (ms: number) => ms >= LEAST_OF_THE_NINETEENTH * nineteenthMs;
  const isLast = (ms: number) => ms > (nineteenthMs + slowestMs) / 2;
  const apartMs = run.storedApartMs();
  if (lines.some(({ p95Ms }) => p95Ms < 0)) return "ages-negative";
  // An update is now and then seen in the millisecond in which it is stored, but not by all four clients.
  if (every(({ p50Ms, p95Ms }) => p50Ms === 0 && p95Ms === 0)) return "no-such-place";
  if (every(({ p50Ms, p95Ms }) => p50Ms === p95Ms && p50Ms < tenthMs - CLOCK_MS)) return "always-the-youngest";
  if (every(({ p50Ms, p95Ms }) => p50Ms === p95Ms)) return "same-percentile-twice";
  if (every(({ p50Ms, meanStalenessMs }) => Math.abs(p50Ms - meanStalenessMs) < 1)) return "mean-for-percentile";
  if (every(({ p95Ms }) => p95Ms > 0 && p95Ms < nineteenthMs / 100)) return "percentiles-in-seconds";
  // Whenever that end was: older by as much as it was stored earlier.
  if (pushed.every(({ p50Ms, p95Ms }) => Math.abs(p95Ms - p50Ms - apartMs) < SAME_MS)) return "aged-until-the-end";
  if (lines.some(({ p50Ms, p95Ms }) => p95Ms < p50Ms)) return "ages-out-of-order";
  if (pushed.every(({ p50Ms, p95Ms }) => isNineteenth(p50Ms) && isLast(p95Ms))) return "one-place-too-far";
  if (pushed.every(({ p50Ms, p95Ms }) => !isNineteenth(p50Ms) && isLast(p95Ms))) return "oldest-for-percentile";
  return "percentile-wrong";
}

/** Which of these codes the numbers of twenty updates can show. */
export type PercentileCode = (typeof PERCENTILE_CODES)[number];
export const PERCENTILE_CODES = [
  "percentile-wrong",
  "ages-negative",
  "no-such-place",
  "always-the-youngest",
  "same-percentile-twice",
  "mean-for-percentile",
  "percentiles-in-seconds",
  "aged-until-the-end",
  "ages-out-of-order",
  "one-place-too-far",
  "oldest-for-percentile",
] as const;

/** Three ages, in the order in which they come: in ascending order as numbers, and with the last one first as texts. */
const AGES_MS = [600, 900, 1_900] as const;

/**
 * In which order the ages are, where it is a wrong one. Three more updates, of which the oldest comes last, tell it: the 95th
 * percentile is the one at the third place.
 */
export async function whichOrder(tools: Tools, intervalMs: number): Promise<Explanation> {
  const run = await BenchRun.start(tools, { updates: AGES_MS.length, intervalMs });
  for (const delayMs of AGES_MS) {
    run.link.change({ delayMs });
    const title = await run.update();
    if (delayMs !== AGES_MS[2]) await run.seen(title);
  }
  const p95Ms = (await run.summaries()).get("websocket")?.p95Ms ?? 0;
  const [, second, third] = AGES_MS;
  const code = p95Ms >= third ? "ages-not-sorted" : p95Ms >= second ? "ages-sorted-as-text" : "ages-descending";
  return { code: failures[code] };
}
