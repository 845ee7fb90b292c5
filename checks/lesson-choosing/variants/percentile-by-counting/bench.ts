/**
 * Measures what four ways of learning of the same updates cost, and how old the updates are when they are seen.
 */

import { clients, type Measurement, type Options } from "./clients.js";

const options: Options = {
  serverUrl: process.env.SERVER_URL ?? "http://localhost:3000",
  boardId: process.env.BOARD_ID ?? "board-1",
  updates: Number(process.env.UPDATES ?? 20),
  intervalMs: Number(process.env.INTERVAL_MS ?? 2_000),
};

/** What is printed for each client, as one line of JSON. */
interface Summary {
  readonly approach: string;
  /** How many updates it has seen. */
  readonly updates: number;
  readonly requests: number;
  readonly bytes: number;
  /** Half of the updates were no older than this when they were seen, in milliseconds. */
  readonly p50Ms: number;
  /** And 95 of 100. */
  readonly p95Ms: number;
  /** How old they were on average. */
  readonly meanStalenessMs: number;
}

/** The smallest of the values that at least `percent` of 100 of them do not exceed. `values` may be in any order. */
function percentile(values: readonly number[], percent: number): number {
  const isEnough = (limit: number) => values.filter((value) => value <= limit).length * 100 >= percent * values.length;
  return Math.min(...values.filter(isEnough));
}

function summarise(approach: string, { requests, bytes, seen }: Measurement): Summary {
  //#region Exercise 2: work out how old each update was when it was seen, and sum up what the client has measured
  //= void [requests, bytes, seen, percentile];
  //= return { approach, updates: 0, requests: 0, bytes: 0, p50Ms: 0, p95Ms: 0, meanStalenessMs: 0 };
  const ages = seen.map(({ update, at }) => at - Date.parse(update.task.updatedAt));
  return {
    approach,
    updates: seen.length,
    requests,
    bytes,
    p50Ms: percentile(ages, 50),
    p95Ms: percentile(ages, 95),
    meanStalenessMs: ages.reduce((sum, age) => sum + age, 0) / ages.length,
  };
  //#endregion
}

//#region Exercise 2: run all four clients at the same time, and print the summary of each as one line of JSON
//= void [clients, options, summarise];
//= console.log("The bench is not written yet");
const summaries = clients.map(async ({ approach, run }) => summarise(approach, await run(options)));
for (const summary of await Promise.all(summaries)) console.log(JSON.stringify(summary));
//#endregion
