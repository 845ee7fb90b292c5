/** Why events came in another order, or more often, than they should: asked by changes of which only one thing is special. */
import type { Explanation, JsonObject, Tools } from "#kit";
import { create, importAll, move, remove, titles, type Place } from "./changes.ts";
import { failures } from "./failures.ts";
import { messagesAt, messagesOn, type Observers } from "./received.ts";
import { created, deleted, isSuch, moved, type Wanted } from "./wanted.ts";

/** How long an event may take to come, in milliseconds. */
const COMES_WITHIN_MS = 500;

/** Whether events that are published together come in reverse, and those of requests one after the other in their order. */
export async function whyOutOfOrder(
  tools: Tools,
  observers: Observers,
  place: Place,
): Promise<Explanation | undefined> {
  const [together, apart] = [titles(tools.random, 4), titles(tools.random, 3)];
  await importAll(tools, place.list, together);
  for (const title of apart) await create(tools, place.list, title);
  const last = created(apart.at(-1) ?? "");
  await observers.stream.untilOrSilent(() => has(messagesOn(observers.stream), last) || undefined, COMES_WITHIN_MS);
  const isReversed = orderOf(observers, together) === together.toReversed().join();
  if (!isReversed || orderOf(observers, apart) !== apart.join()) return undefined;
  return { code: failures["published-together-reversed"] };
}

function orderOf({ stream }: Observers, all: readonly string[]): string {
  return messagesOn(stream)
    .flatMap((message) => all.filter((title) => isSuch(message, created(title))))
    .join();
}

function has(messages: readonly JsonObject[], wanted: Wanted): boolean {
  return messages.some((message) => isSuch(message, wanted));
}

/** Whether changes come more than once also where no request is refused. */
export async function whyAgain(tools: Tools, observers: Observers, place: Place): Promise<Explanation | undefined> {
  const { stream, socket } = observers;
  const title = tools.random.word();
  const { id } = await create(tools, place.list, title);
  await move(tools, id, place.otherList);
  await remove(tools, id);
  await stream.untilOrSilent(() => undefined, COMES_WITHIN_MS);
  await socket.untilOrSilent(() => undefined, COMES_WITHIN_MS);
  const often = [created(title), moved(title), deleted(id)].filter((wanted) =>
    [messagesOn(stream), messagesAt(socket)].some(
      (messages) => messages.filter((message) => isSuch(message, wanted)).length > 1,
    ),
  );
  if (often.length === 0) return undefined;
  return {
    code: failures["delivered-twice"],
    why: `${often.map(({ type }) => type).join(" and ")} came more than once, also for a change after which no request was refused: two ways lead to this transport`,
  };
}

/** Whether the event of a request that failed has come over both transports. */
export async function whyFailedAfterwards(
  { stream, socket }: Observers,
  wanted: Wanted,
): Promise<Explanation | undefined> {
  await stream.untilOrSilent(() => has(messagesOn(stream), wanted) || undefined, COMES_WITHIN_MS);
  await socket.untilOrSilent(() => has(messagesAt(socket), wanted) || undefined, COMES_WITHIN_MS);
  if (!has(messagesOn(stream), wanted) || !has(messagesAt(socket), wanted)) return undefined;
  return { code: failures["throws-after-delivery"] };
}

/** Whether a task with one of these titles has come over a transport. */
export function hasCome({ stream, socket }: Observers, titles: readonly string[]): boolean {
  return [...messagesOn(stream), ...messagesAt(socket)].some((message) =>
    titles.some((title) => isSuch(message, created(title))),
  );
}
