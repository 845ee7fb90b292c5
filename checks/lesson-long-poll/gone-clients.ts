/** Why polls whose clients have gone go on being counted, asked with ten more of them. No verdict depends on it. */
import type { Explanation, HttpClient, Random } from "#kit";
import { holdSeveral, letHandlersRun, MOST, POLLS } from "./after-failure.ts";
import { timersIn, timersOf, waitersOf } from "./connections.ts";
import { failures } from "./failures.ts";
import { createTask, type Place } from "./polls.ts";

export async function whyGoneStillCounted(
  http: HttpClient,
  place: Place,
  random: Random,
): Promise<Explanation | undefined> {
  const before = await counts(http);
  const polls = await holdSeveral(http, `/boards/${place.id}/poll`, POLLS);
  for (const poll of polls) poll.abort();
  await letHandlersRun(http);
  const gone = more(await counts(http), before);
  await createTask(http, place.list, random.word());
  await letHandlersRun(http);
  const changed = more(await counts(http), before);
  if (gone.waiters < POLLS) return undefined;

  const asked = `the clients of ${POLLS} more polls have gone`;
  if (gone.timers < POLLS - MOST)
    return {
      code: failures["gone-timers-stopped-alone"],
      why: `polls whose clients have gone go on being counted. Asked again: ${asked}, and their timers were stopped, but all ${POLLS} are still counted. So your code hears of a client that goes, and does not take out its waiter`,
    };
  if (changed.waiters >= POLLS)
    return {
      code: failures["gone-never-cleaned-up"],
      why: `polls whose clients have gone are never forgotten. Asked again: ${asked}, and ${timersIn(gone.timers)} and ${POLLS} waiters stayed; then their board changed, which takes off other polls, and ${changed.timers >= MOST ? "all of that" : `all ${POLLS} waiters`} stayed. So what takes off a poll is skipped for one whose client has gone`,
    };
  if (changed.waiters <= 0)
    return {
      code: failures["going-not-heard"],
      why: `polls whose clients have gone are counted until something else ends them. Asked again: ${asked}, and ${timersIn(gone.timers)} and ${POLLS} waiters stayed; then their board changed, and all were taken off. So nothing ends the waiting when a client goes`,
    };
  return undefined;
}

interface Counts {
  readonly waiters: number;
  readonly timers: number;
}

async function counts(http: HttpClient): Promise<Counts> {
  return { waiters: await waitersOf(http), timers: await timersOf(http) };
}

function more(now: Counts, before: Counts): Counts {
  return { waiters: now.waiters - before.waiters, timers: now.timers - before.timers };
}
