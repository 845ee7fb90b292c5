/** What is asked once a client has tried again too soon: how long it waits, again and again, under short waits. */
import type { Explanation, Tools } from "#kit";
import { failures } from "./failures.ts";
import { ReturningClient, UNAVAILABLE } from "./returning.ts";

/** The longest waits are 60, 120, 240, and then 240 each time, in milliseconds. */
const [BASE, MAX] = [60, 240];
const RISING = 2;
/** How many waits are measured. */
const MEASURED = 10;
/** How long one wait may take, in milliseconds, and what a timer and a refusal may add to it. */
const [LIMIT_MS, ADDED_MS] = [1_000, 60];
/** A wait at the limit that is shorter than this part of it is below half, also by clocks that round. */
const [BELOW_HALF, ABOVE_HALF] = [0.42, 0.65];

/** A limit that is never reached here, and longest waits of 40 ms, doubled each time. Of so many waits the last ones are compared. */
const [FAR_BASE, FAR_MAX] = [40, 600_000];
const [FAR_MEASURED, FAR_LAST] = [14, 8];
/** After so many doublings at most, nothing is doubled any more. */
const MOST_DOUBLINGS = 5;
/** How long one of these waits may take, and what a busy machine may add to it, in milliseconds. */
const [FAR_LIMIT_MS, FAR_ADDED_MS] = [2_500, 200];
/** A wait at random between half and all of the longest is so long in the middle. */
const MIDDLE = 0.75;

/** Refuses a client far below its limit, and finds out whether its waits stop growing there. */
async function whereDoublingStops(tools: Tools): Promise<Explanation | undefined> {
  const env = { BACKOFF_BASE_MS: String(FAR_BASE), BACKOFF_MAX_MS: String(FAR_MAX) };
  const waits = await waitsUnder(tools, env, FAR_MEASURED, FAR_LIMIT_MS);
  if (waits === undefined) return undefined;
  const last = waits.slice(-FAR_LAST).toSorted((one, other) => one - other);
  const [least = 0, middle = 0, most = 0] = [last[0], last[FAR_LAST / 2], last.at(-1)];
  const doublings = Math.round(Math.log2(middle / MIDDLE / FAR_BASE));
  const longest = FAR_BASE * 2 ** doublings;
  const isAlike = least >= longest * BELOW_HALF && most <= longest + FAR_ADDED_MS;
  if (!isAlike || doublings < 1 || doublings > MOST_DOUBLINGS) return undefined;
  return {
    code: failures["doubling-stops"],
    why: `asked with BACKOFF_BASE_MS=${FAR_BASE} and BACKOFF_MAX_MS=${FAR_MAX}, a client waited ${waits.join(", ")} ms: the longest wait is doubled about ${doublings} times, to ${longest} ms, and then no more, although BACKOFF_MAX_MS is far away`,
  };
}

/** Refuses a client of its own so many times. Undefined when one of its waits takes too long to be measured. */
async function waitsUnder(
  tools: Tools,
  env: Readonly<Record<string, string>>,
  count: number,
  limitMs: number,
): Promise<number[] | undefined> {
  const client = await ReturningClient.start(tools, env);
  client.link.change(UNAVAILABLE);
  client.link.cut();
  const before = client.attempts.length;
  let last = performance.now();
  const waits: number[] = [];
  for (let attempt = 0; attempt < count; attempt++) {
    const next = await client.attempt(before + attempt, limitMs);
    if (next === undefined) return undefined;
    waits.push(Math.round(next.at - last));
    last = next.at;
  }
  return waits;
}

/** Refuses a client of its own, and tells waits anywhere below the longest from waits that do not grow. */
export async function howItWaits(tools: Tools): Promise<Explanation | undefined> {
  const env = { BACKOFF_BASE_MS: String(BASE), BACKOFF_MAX_MS: String(MAX) };
  const waits = await waitsUnder(tools, env, MEASURED, LIMIT_MS);
  if (waits === undefined) return undefined;
  const late = waits.slice(RISING);
  const [least, most] = [Math.min(...late), Math.max(...late)];
  const asked = `asked with BACKOFF_BASE_MS=${BASE} and BACKOFF_MAX_MS=${MAX}, a client waited ${waits.join(", ")} ms, where ${BASE / 2} to ${BASE}, then ${BASE} to ${2 * BASE}, and then ${MAX / 2} to ${MAX} are due`;
  if (most > MAX * ABOVE_HALF && least < MAX * BELOW_HALF)
    return {
      code: failures["wait-below-half"],
      why: `${asked}: the longest waits grow as they should, and others are shorter than half of them: the random part begins below half, as with 0 to all of it, or not each attempt is waited for`,
    };
  if (most <= BASE + ADDED_MS)
    return {
      code: failures["waits-stay-short"],
      why: `${asked}: none is longer than the first, so it is not doubled, or what counts the failed attempts does not rise`,
    };
  if (least >= MAX * BELOW_HALF && most > MAX * ABOVE_HALF)
    return (
      (await whereDoublingStops(tools)) ?? {
        why: `${asked}: they grow, and those at the limit are not too short, so it is how fast they grow that is wrong, or what is counted`,
      }
    );
  return { why: asked };
}
