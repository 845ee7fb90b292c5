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

/** Refuses a client of its own, and tells waits anywhere below the longest from waits that do not grow. */
export async function howItWaits(tools: Tools): Promise<Explanation | undefined> {
  const env = { BACKOFF_BASE_MS: String(BASE), BACKOFF_MAX_MS: String(MAX) };
  const client = await ReturningClient.start(tools, env);
  client.link.change(UNAVAILABLE);
  client.link.cut();
  const before = client.attempts.length;
  let last = performance.now();
  const waits: number[] = [];
  for (let attempt = 0; attempt < MEASURED; attempt++) {
    const next = await client.attempt(before + attempt, LIMIT_MS);
    if (next === undefined) return undefined;
    waits.push(Math.round(next.at - last));
    last = next.at;
  }
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
    return {
      why: `${asked}: they grow, and those at the limit are not too short, so it is how fast they grow that is wrong, or what is counted`,
    };
  return { why: asked };
}
