/** Why somebody who is there counted as gone, asked once it is certain that the others were told so. */
import type { Explanation, Tools } from "#kit";
import { isEverywhere, isListedAt, isToldThatLeft } from "./everyone.ts";
import { failures } from "./failures.ts";
import { openOn, type Person, type Tab } from "./instances.ts";

interface Leaving {
  readonly staying: Person;
  /** Has a tab at both instances, and closes one of them. */
  readonly leaving: Person;
  /** Comes to the instance that has the other tab. */
  readonly coming: Person;
}

interface Seen {
  /** Another board. */
  readonly boardId: string;
  /** Of the user that was said to have left: one that was closed, and one that is open. */
  readonly tabs: readonly [Tab, Tab];
  readonly received: string;
}

/**
 * A user with a tab at each of two instances has closed one of them, and was said to have left. The same once more on another
 * board, where the list is read before and after the other instance writes again.
 */
export async function whyGone(
  instances: readonly [Tools, Tools],
  { staying, leaving, coming }: Leaving,
  { boardId, tabs: [closed, open], received }: Seen,
): Promise<Explanation | undefined> {
  const [here, there] = instances;
  const watcher = await openOn(here, staying, boardId);
  const tab = await openOn(here, leaving, boardId);
  await openOn(there, leaving, boardId);
  if (!(await isEverywhere(instances, boardId, [staying, leaving]))) return undefined;
  await tab.client.leave();
  const sent = `close 1000 by ${closed.client.name}, a tab of ${leaving.id} at ${here.server.name}; another tab of ${leaving.id}, ${open.client.name}, stays at ${there.server.name}`;
  if (!(await isToldThatLeft(watcher, leaving))) return undefined;
  if (await isEverywhere(instances, boardId, [staying, leaving]))
    return {
      code: failures["told-though-listed"],
      sent,
      received: `${received}. On another board the same once more: ${leaving.id} was said to have left, and both instances still list ${leaving.id}`,
    };
  await openOn(there, coming, boardId);
  if (!(await isEverywhere(instances, boardId, [staying, leaving, coming]))) return undefined;
  return {
    code: failures["others-entry-removed"],
    sent,
    received: `${received}. On another board the same once more: after one of two tabs was closed, ${leaving.id} was missing from the list, and was listed again as soon as somebody else had joined at ${there.server.name}, where the other tab is`,
  };
}

/**
 * Somebody has expired at an instance that lives. Whether they come back by themselves, or once somebody else joins there.
 * @param instance where their tab is
 */
export async function whyExpired(
  instance: Tools,
  { expired, coming }: { readonly expired: Person; readonly coming: Person },
  { watcher, received }: { readonly watcher: Tab; readonly received: string },
): Promise<Explanation | undefined> {
  if (!(await isToldThatLeft(watcher, expired))) return undefined;
  const own = (await isToldThatLeft(watcher, watcher.person))
    ? `, then "user_left" of ${watcher.person.id}, who is the user of ${watcher.client.name} itself`
    : "";
  const { boardId } = watcher;
  const sent = `nothing by ${expired.id} at ${instance.server.name}, for as long as PRESENCE_TTL_MS and longer`;
  if (await isListedAt(instance, boardId, expired))
    return {
      code: failures["counts-too-briefly"],
      sent,
      received: `${received}${own}. ${expired.id} is on ${instance.server.name}, which runs, and is listed again a moment later`,
    };
  await openOn(instance, coming, boardId);
  const isBack = await isListedAt(instance, boardId, expired);
  return {
    code: failures[isBack ? "renewed-on-change-only" : "never-renewed"],
    sent,
    received: `${received}${own}. ${expired.id} is on ${instance.server.name}, which runs, and is ${isBack ? "listed again only after somebody else has joined there" : "not listed again, even after somebody else has joined there"}`,
  };
}
