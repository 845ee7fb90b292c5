/** What a check asks once an event has not come: the same change in another way, by other means, or once more. */
import type { Explanation, JsonObject, Tools } from "#kit";
import { create, importAll, longTitle, move, remove, titles, type Place } from "./changes.ts";
import { failures } from "./failures.ts";
import { messagesAt, messagesOn, type Observers } from "./received.ts";
import { created, deleted, isSuch, moved, type Wanted } from "./wanted.ts";

/** How long an event may take to come, in milliseconds. */
const COMES_WITHIN_MS = 400;

/** Whether an event has come over each of the transports, now or soon. */
export async function comes(
  { stream, socket }: Observers,
  wanted: Wanted,
): Promise<{ stream: boolean; socket: boolean }> {
  const has = (messages: readonly JsonObject[]) => messages.some((message) => isSuch(message, wanted));
  await stream.untilOrSilent(() => has(messagesOn(stream)) || undefined, COMES_WITHIN_MS);
  await socket.untilOrSilent(() => has(messagesAt(socket)) || undefined, COMES_WITHIN_MS);
  return { stream: has(messagesOn(stream)), socket: has(messagesAt(socket)) };
}

/** A move within a list came over neither transport, after another move of the same task: is it the list, or the repetition? */
export async function whyNoMove(tools: Tools, observers: Observers, place: Place): Promise<Explanation | undefined> {
  const [first, second] = titles(tools.random, 2) as [string, string];
  const { id } = await create(tools, place.list, first);
  await move(tools, id, place.list);
  const isWithinThere = (await comes(observers, moved(first))).stream;
  const other = await create(tools, place.list, second);
  await move(tools, other.id, place.otherList);
  const isToOtherThere = (await comes(observers, moved(second))).stream;
  if (!isToOtherThere) return undefined;
  return isWithinThere
    ? {
        code: failures["repetition-left-out"],
        why: "the first move of a task comes over both transports, also one within its list, and a second one right after it over neither: the bus, or the route, takes it for a repetition of the first",
      }
    : {
        code: failures["move-within-list-not-published"],
        why: "a move to another list comes over both transports, and a move within the list over neither, also when it is the first move of the task: the route publishes only when the list has changed",
      };
}

/** A transport missed an event when another subscriber removed itself: is it subscribed still? */
export async function afterRemoval(
  tools: Tools,
  observers: Observers,
  place: Place,
  { peer, received }: { readonly peer: string | undefined; readonly received: string },
): Promise<Explanation | undefined> {
  const title = tools.random.word();
  await create(tools, place.list, title);
  const there = await comes(observers, created(title));
  const transport = peer === observers.socket.name ? "socket" : "stream";
  const name = transport === "socket" ? "WebSocket" : "event stream";
  const code = failures[there[transport] ? "skipped-in-loop" : "another-removed"];
  return {
    code,
    why: code.cause,
    received: `${received}. The next event ${there[transport] ? "came" : "did not come"} on the ${name}${there[transport] ? "" : " either"}`,
  };
}

interface Way {
  readonly phrase: string;
  readonly wanted: Wanted;
  readonly does: () => Promise<unknown>;
}

/**
 * A change has no activity. Makes each kind of change on a board on which nothing has happened yet, by a route and by the job,
 * and looks which have an activity, and which came over the transports and so were published.
 */
export async function whyNoActivity(
  tools: Tools,
  observers: Observers,
  place: Place,
  received: string,
): Promise<Explanation | undefined> {
  const { random, http } = tools;
  const [byRoute, byJob] = titles(random, 2) as [string, string];
  const [longByRoute, longByJob] = [longTitle(random), longTitle(random)];
  const { id } = await create(tools, place.list, byRoute);
  const ways: readonly Way[] = [
    { phrase: "a task of the import job", wanted: created(byJob), does: () => importAll(tools, place.list, [byJob]) },
    {
      phrase: "a task with a long title by the route",
      wanted: created(longByRoute),
      does: () => create(tools, place.list, longByRoute),
    },
    {
      phrase: "a task with a long title of the import job",
      wanted: created(longByJob),
      does: () => importAll(tools, place.list, [longByJob]),
    },
    { phrase: "a move", wanted: moved(byRoute), does: () => move(tools, id, place.otherList) },
    { phrase: "a deletion", wanted: deleted(id), does: () => remove(tools, id) },
  ];
  for (const { does } of ways) await does();
  const all = [{ phrase: "a task by the route", wanted: created(byRoute) }, ...ways];
  const isPublished = (await Promise.all(all.map(({ wanted }) => comes(observers, wanted)))).every(
    ({ stream, socket }) => stream && socket,
  );
  const { json } = await http.get(`/boards/${place.id}/activity`);
  const texts = activityTexts(json);
  const has = ({ wanted: { type, title, taskId } }: Pick<Way, "wanted">) =>
    texts.some((text) => text.startsWith(`${type} `) && text.includes(title ?? taskId ?? ""));
  const [route, job, longRoute, longJob, ...others] = all.map(has);
  const lacking = all.filter((one) => !has(one)).map(({ phrase }) => phrase);
  if (!isPublished || lacking.length === 0) return undefined;
  const seen = `${received}. On another board, all of these came over both transports: ${all.map(({ phrase }) => phrase).join(", ")}; no activity is there for ${lacking.length === all.length ? "any of them" : lacking.join(", nor for ")}`;
  if (route && longRoute && !job && !longJob && others.every(Boolean))
    return {
      code: failures["activities-from-routes"],
      received: seen,
      why: "what the routes change has an activity, and what the import job publishes has none, although it came over both transports: activities are recorded by the routes, or by a function that they call, and not by a subscriber of the bus",
    };
  if (route && job && !longRoute && !longJob)
    return {
      received: seen,
      why: "tasks with a short title have an activity, by the route and by the job, and tasks with a long title have none, by either: recordActivity is called for them, and throws or leaves them out",
    };
  if (lacking.length === all.length)
    return {
      received: seen,
      why: "no change has an activity, and all of them are published: recordActivity is not subscribed by then, or what it keeps is not what activitiesOf reads",
    };
  return {
    received: seen,
    why: `every change is published, and some have an activity, so recordActivity is called and keeps what it is given; it has kept nothing for ${lacking.join(", nor for ")}`,
  };
}

function activityTexts(json: unknown): readonly string[] {
  const { data } = (json ?? {}) as { readonly data?: unknown };
  if (!Array.isArray(data)) return [];
  return data.map(
    (one: { readonly type?: unknown; readonly summary?: unknown } | null) =>
      `${String(one?.type)} ${String(one?.summary)}`,
  );
}
