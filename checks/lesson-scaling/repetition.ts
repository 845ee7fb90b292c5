/** Why a change was delivered twice, or none any more, asked once that is certain: what a message can do to an instance. */
import type { Explanation, JsonObject, Tools } from "#kit";
import { failures } from "./failures.ts";
import { CHANNEL, FORGED, create, watch, type Change, type Place, type Watchers } from "./instances.ts";

/** How long an instance may take to deliver because of a message or a change, in milliseconds. */
const FOLLOWS_WITHIN_MS = 300;
/** So many changes are made one after the other. */
const ALONE = 3;

/** The ids of the events about tasks that came on the stream of each instance, in their order. */
type Ids = readonly (readonly string[])[];

function idsOf(watchers: readonly Watchers[]): Ids {
  return watchers.map(({ stream }) => stream.events.flatMap(({ json }) => idOf(json as JsonObject | undefined)));
}

function idOf(json: JsonObject | undefined): string[] {
  return String(json?.["type"]).startsWith("task_") ? [String(json?.["id"])] : [];
}

/** Ids that came, since these, although they had come before. */
function againSince(watchers: readonly Watchers[], before: Ids): string[] {
  return idsOf(watchers).flatMap((ids, index) =>
    ids.filter((id, place) => place >= (before[index]?.length ?? 0) && ids.indexOf(id) < place),
  );
}

async function someAgain(watchers: readonly Watchers[], before: Ids): Promise<string[]> {
  const isThere = () => (againSince(watchers, before).length > 0 ? (true as const) : undefined);
  await Promise.all(watchers.map(({ stream }) => stream.until(isThere, FOLLOWS_WITHIN_MS)));
  return [...new Set(againSince(watchers, before))];
}

interface Changing {
  readonly one: () => Promise<Change>;
  readonly manyAtOnce: () => Promise<unknown>;
}

/** An event was delivered again: is it a message that brings it back? */
export async function whyAgain(watchers: readonly Watchers[], received: string): Promise<Explanation | undefined> {
  const found = await broughtBack(watchers, received);
  await toTheEnd(watchers);
  return found;
}

/** Moves a mark that messages can move to where it belongs, so that the next check finds it there. */
async function toTheEnd([watcher]: readonly Watchers[]): Promise<void> {
  if (watcher === undefined) return;
  const newest = eventsOf(watcher)
    .toSorted((one, other) => Number(one["id"]) - Number(other["id"]))
    .at(-1);
  if (newest === undefined) return;
  for (const text of [JSON.stringify(newest), String(newest["id"]), String(newest["id"])])
    await watcher.redis.publish(CHANNEL, text);
  // What they bring again comes before the next check begins.
  await watcher.stream.until(() => undefined, FOLLOWS_WITHIN_MS);
}

function eventsOf({ stream }: Watchers): JsonObject[] {
  const isOfTask = (json: JsonObject | null | undefined): json is JsonObject => json !== null && idOf(json).length > 0;
  return stream.events.map(({ json }) => json as JsonObject | undefined).filter(isOfTask);
}

async function broughtBack(watchers: readonly Watchers[], received: string): Promise<Explanation | undefined> {
  const [watcher] = watchers;
  const old = watcher && eventsOf(watcher)[1];
  if (watcher === undefined || old === undefined) return undefined;
  const id = String(old["id"]);
  // One that moves the mark back is seen to have done so when it is followed by another.
  let before = idsOf(watchers);
  for (const text of [id, id]) await watcher.redis.publish(CHANNEL, text);
  let again = await someAgain(watchers, before);
  if (again.length > 0)
    return {
      code: failures["mark-from-message"],
      received: `${received}. Once the check had published the older id ${id} on the channel, twice, ${eventsPhrase(again)} came again`,
    };
  before = idsOf(watchers);
  for (let times = 0; times < 2; times++) await watcher.redis.publish(CHANNEL, JSON.stringify(old));
  again = await someAgain(watchers, before);
  if (again.length === 0) return undefined;
  const seen = `${received}. Once the check had published the older event ${id} on the channel, ${eventsPhrase(again)} came again`;
  return again.length === 1
    ? {
        why: "an event that was delivered before is delivered again each time a message holds it: the listener delivers what the message says and does not look up whether it was delivered",
        received: seen,
      }
    : { code: failures["mark-from-message"], received: seen };
}

/** Of changes at once, one was delivered twice. */
export async function whyTwice(
  watchers: readonly Watchers[],
  received: string,
  { one, manyAtOnce }: Changing,
): Promise<Explanation | undefined> {
  const byMessage = await whyAgain(watchers, received);
  if (byMessage !== undefined) return byMessage;
  let before = idsOf(watchers);
  for (let times = 0; times < ALONE; times++) await one();
  let again = await someAgain(watchers, before);
  if (again.length > 0) return { received: `${received}. So it is with changes that are made one after the other` };
  before = idsOf(watchers);
  await manyAtOnce();
  again = await someAgain(watchers, before);
  const isMeanwhile = again.length > 0;
  return {
    ...(isMeanwhile
      ? {
          why: "changes that are made one after the other are delivered once, and of those that are made at once some twice, while an older message brings nothing again: the log is read a second time before the first reading has moved the mark",
        }
      : {}),
    received: `${received}. Of ${ALONE} changes that were made one after the other, none came twice${isMeanwhile ? `; of 30 at once, ${again.length} did` : ""}. A message with an older id, or an older event, brought nothing again`,
  };
}

function eventsPhrase(ids: readonly string[]): string {
  return ids.length === 1 ? `the event ${ids[0]}` : `${ids.length} events, up to the id ${ids.at(-1)},`;
}

/** What a channel may carry: what is no id, and then a number greater than all ids. */
function textsFor({ id: boardId }: Place): readonly string[] {
  const event = { id: "777777777", type: "task_created", boardId, task: { id: `${FORGED}x`, boardId } };
  return ["not JSON", "{}", JSON.stringify(event), "999999999"];
}

/**
 * Since there was noise on the channel, changes do not come: which text does that, to an instance that is new?
 * @param whose the changes that did not come: the instance's own ones, or those of another one
 */
export async function whichTextHarms(
  tools: Tools,
  place: Place,
  received: string,
  whose: "own" | "others",
): Promise<Explanation | undefined> {
  const { servers, redis } = tools;
  const fresh = await servers.start();
  const maker = whose === "own" ? fresh : await servers.start();
  const watchers = [await watch(fresh, place)];
  const [watcher] = watchers as [Watchers];
  const hasCome = ({ taskId }: Change) => watcher.stream.events.some(({ data }) => data.includes(taskId));
  const comes = async (change: Change) => {
    const isThere = () => (hasCome(change) ? (true as const) : undefined);
    return (await watcher.stream.until(isThere, FOLLOWS_WITHIN_MS)) === true;
  };
  const first = await create(maker, place, "first");
  if (!(await comes(first))) return undefined;
  const lastId = idsOf(watchers)[0]?.at(-1) ?? "";
  for (const text of textsFor(place)) {
    await redis.publish(CHANNEL, text);
    const next = await create(maker, place, "next");
    if (await comes(next)) continue;
    const later = await create(maker, place, "later");
    const isLaterThere = await comes(later);
    for (const _ of [1, 2]) await redis.publish(CHANNEL, lastId);
    const isBack = await comes(next);
    const shown = text.startsWith('{"id"') ? "an event with the id 777777777" : JSON.stringify(text);
    const seen = `${received}. A new instance, after ${shown} on the channel: ${whose === "own" ? "its own next change" : "the next change of another instance"} does not reach its clients${isLaterThere ? "" : ", nor the one after that"}`;
    if (isBack)
      return {
        code: failures["mark-from-message"],
        received: `${seen}; it did once the check had published the older id ${lastId} on the channel, twice`,
      };
    const isNumber = /^\d+$/.test(text);
    return {
      ...(isNumber ? { code: failures[whose === "own" ? "mark-from-message" : "high-number-believed"] } : {}),
      received: isNumber ? `${seen}; after texts that are no number they did` : seen,
    };
  }
  return undefined;
}
