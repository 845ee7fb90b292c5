/** Why polls whose clients have gone go on being counted, asked with ten more of them. No verdict depends on it. */
import type { Explanation, HttpClient, Random, Tools } from "#kit";
import { holdSeveral, letHandlersRun, MOST, POLLS } from "./after-failure.ts";
import { timersIn, timersOf, waitersOf } from "./connections.ts";
import { failures } from "./failures.ts";
import { createTask, cursorOf, pollFrom, type Place } from "./polls.ts";

export async function whyGoneStillCounted(
  http: HttpClient,
  place: Place,
  random: Random,
): Promise<Explanation | undefined> {
  const { gone: withCursor } = await leaveAll(http, pollFrom(place.id, await cursorOf(http, place.id)));
  const { before, gone } = await leaveAll(http, `/boards/${place.id}/poll`);
  if (withCursor.waiters !== gone.waiters && Math.min(withCursor.waiters, gone.waiters) <= 0)
    return {
      code: failures["gone-with-cursor-counted"],
      why: `asked again: of ${POLLS} polls with a cursor whose clients had gone, ${Math.max(0, withCursor.waiters)} were still counted, and of ${POLLS} without one ${Math.max(0, gone.waiters)}. So your code hears of a client that goes only for polls ${withCursor.waiters > gone.waiters ? "without" : "with"} a cursor`,
    };
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

/** Holds several polls whose clients go at once. `gone`: how much more is counted afterwards than before. */
async function leaveAll(http: HttpClient, path: string): Promise<Readonly<Record<"before" | "gone", Counts>>> {
  const before = await counts(http);
  for (const poll of await holdSeveral(http, path, POLLS)) poll.abort();
  await letHandlersRun(http);
  return { before, gone: more(await counts(http), before) };
}

/** Fewer polls are counted than are held: is it those of one board, or those with a cursor? */
export async function whichAreCounted(servers: Tools["servers"], { id }: Place): Promise<Explanation | undefined> {
  const { http } = await servers.start({ env: { POLL_TIMEOUT_MS: "30000" } });
  const counted = async (path: string) => {
    const before = await waitersOf(http);
    for (let poll = 0; poll < 2; poll++) await http.hold(path);
    await letHandlersRun(http);
    return (await waitersOf(http)) - before;
  };
  const without = await counted(`/boards/${id}/poll`);
  const withCursor = await counted(pollFrom(id, await cursorOf(http, id)));
  const seen = `asked again on a server of its own: two polls of one board without a cursor raise the count by ${without}, and two more with one by ${withCursor}`;
  if (without === 2 && withCursor === 0) return { code: failures["cursors-not-counted"], why: seen };
  if (without === 1 && withCursor === 0)
    return { code: failures["boards-counted"], why: `${seen}: the number of boards with waiters is counted` };
  return { why: seen };
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

/** A poll was not woken after another client of its board had gone: which of several are not, and do new ones change that? */
export async function whoIsForgotten(http: HttpClient, place: Place, random: Random): Promise<Explanation | undefined> {
  const hold = () => http.hold(`/boards/${place.id}/poll`);
  const [older, gone, younger] = [await hold(), await hold(), await hold()];
  await letHandlersRun(http);
  gone.abort();
  await letHandlersRun(http);
  const last = await hold();
  await letHandlersRun(http);
  await createTask(http, place.list, random.word());
  const all = [older, younger, last];
  await last.untilOrSilent(() => (all.every(({ isPending }) => !isPending) ? true : undefined), WOKEN_MS);
  const [isOlder, isYounger, isLast] = all.map(({ isPending }) => !isPending);
  if (isOlder === true || isYounger === true) return undefined;
  return {
    code: failures["all-forgotten"],
    why: `asked again with three polls of this board: the client of the second has gone, and a change woke neither the first nor the third; ${isLast === true ? "one that came after that was woken" : "nor was one that came after that"}: with one client that goes, every poll of its board is forgotten`,
  };
}

/** How long a poll may take to be woken, in milliseconds. */
const WOKEN_MS = 800;
