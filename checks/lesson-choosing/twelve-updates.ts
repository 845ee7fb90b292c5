/** Twelve updates, of which one is far older than the others: the 95th percentile is at no whole place, and that one is it. */
import type { BenchRun } from "./bench-run.ts";
import { expectBetween, type Summaries } from "./measured.ts";

/** 95 / 100 × 12 is 11.4: rounded up, this is the twelfth, and rounded to the nearest the eleventh. */
export const TWELVE = 12;

/** How late the oldest of the updates is, in milliseconds: long beside what a busy machine adds to the others. */
const OLDEST_MS = 1_200;

/** What of that the proxy and the clocks may take off. */
const LEAST_OF_THE_OLDEST = 0.7;

/** One update that is late, and eleven that come at once. */
export async function twelveUpdates(run: BenchRun): Promise<void> {
  run.link.change({ delayMs: OLDEST_MS });
  await run.seen(await run.update());
  run.link.change({});
  await Promise.all(Array.from({ length: TWELVE - 1 }, () => run.update()));
}

/** Fails unless the 95th percentile of twelve ages is the greatest of them. */
export function expectOldestOfTwelve(summaries: Summaries): void {
  for (const [approach, summary] of summaries)
    expectBetween(
      {
        approach,
        summary,
        field: "p95Ms",
        code: "rounded-to-the-nearest",
        by: "the age of the oldest: 95 / 100 × 12 is 11.4, which is rounded up to the twelfth place",
        sent: `twelve updates to the client of ${approach}: one that came after about ${OLDEST_MS} ms, and eleven at once`,
      },
      LEAST_OF_THE_OLDEST * OLDEST_MS,
      Number.POSITIVE_INFINITY,
    );
}
