/** What a check asks when a poll has failed, to tell the causes apart. No verdict depends on it. */
import type { Explanation, HeldRequest, HttpClient } from "#kit";
import { timersOf } from "./connections.ts";
import { failures } from "./failures.ts";

/** How long a poll takes at most that is answered at all, in milliseconds. */
const ANSWERED_WITHIN_MS = 300;

/** Whether one of these polls, which are held, is answered once this was done. */
export async function areWokenBy(polls: readonly HeldRequest[], change: () => Promise<unknown>): Promise<boolean> {
  await change();
  const until = performance.now() + ANSWERED_WITHIN_MS;
  while (polls.every(({ answer }) => answer === undefined) && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return polls.some(({ answer }) => answer !== undefined);
}

/** Gives handlers the time that they may take in steps of their own: twenty round trips. */
export async function letHandlersRun(http: HttpClient): Promise<void> {
  for (let trip = 0; trip < 20; trip++) await http.get("/health");
}

/** So many polls tell something of timers: other parts of the server may start or stop a few meanwhile. */
export const POLLS = 10;
/** Most of them. */
export const MOST = 7;

/** Holds several polls, and lets their handlers run. */
export async function holdSeveral(http: HttpClient, path: string, count: number): Promise<readonly HeldRequest[]> {
  const polls = await Promise.all(Array.from({ length: count }, () => http.hold(path)));
  await letHandlersRun(http);
  return polls;
}

/** Whether a poll that is held has a timer: then the server's process has ten more while ten polls are held. */
export async function hasTimer(http: HttpClient, path: string): Promise<boolean> {
  const before = await timersOf(http);
  const polls = await holdSeveral(http, path, POLLS);
  const more = (await timersOf(http)) - before;
  for (const poll of polls) poll.abort();
  return more > polls.length / 2;
}

/**
 * Why a poll was told of nothing but the event that woke it. The question: is another cursor, the one of that answer, looked at?
 * @param poll named a cursor, before which nothing had ever happened
 */
export async function whyOnlyTheNewest(
  http: HttpClient,
  poll: HeldRequest,
  change: () => Promise<unknown>,
): Promise<Explanation> {
  const [path = "", named = ""] = poll.asked.slice("GET ".length).split("since=");
  const { timestamp } = (poll.answer?.json ?? {}) as { timestamp?: unknown };
  const later = String(timestamp);
  await change();
  const next = await http.hold(`${path}since=${encodeURIComponent(later)}`);
  for (let trip = 0; trip < 20 && next.answer === undefined; trip++) await http.get("/health");
  const isTold = next.answer !== undefined;
  next.abort();
  const first = `the poll with since=${named} was held although a task had been created after that cursor. The next creation woke it, and that alone was told`;
  if (isTold && named === "0")
    return {
      code: failures["zero-is-no-cursor"],
      why: `${first}. Then a poll with since=${later} was answered at once with what came after it: other cursors count, and 0 does not`,
    };
  return {
    code: failures["since-ignored"],
    why: `${first}. ${isTold ? `Then a poll with since=${later} was answered at once` : `Then one more task was created, and a poll with since=${later} was held as well: no cursor is looked at`}`,
  };
}
