/** What a client gets that names an id which another one has named before. */
import type { EventShape, EventStream, Explanation, SseClient } from "#kit";
import { gotAtOnce, idsOf } from "./beginnings.ts";
import type { Place } from "./board-changes.ts";
import { failures } from "./failures.ts";
import { watch, type EventWithId } from "./streams.ts";

/**
 * Why a client did not get an event that happened since another one named the same id. The question: does a client get it that
 * names an id which nobody has named yet?
 * @param since the event that has happened since
 */
export async function whyNotSince(
  sse: SseClient,
  place: Place,
  {
    stream,
    named,
    unnamed,
    since,
  }: {
    readonly stream: EventStream;
    readonly named: string | undefined;
    readonly unnamed: string | undefined;
    readonly since: EventWithId;
  },
): Promise<Explanation | undefined> {
  if (stream.events.some(({ id }) => id === since.id)) return undefined;
  const all = await gotAtOnce(await watch(sse, place, { header: unnamed }));
  const again = await gotAtOnce(await watch(sse, place, { header: named }));
  if (!all.some(({ id }) => id === since.id) || again.some(({ id }) => id === since.id)) return undefined;
  return {
    code: failures["missed-kept-by-id"],
    why: `a client has named the id ${named} before, when the event with the id ${since.id} had not happened yet. It has happened since, and whoever names ${named} now gets ${idsOf(again)}, while one that names ${unnamed}, which nobody has named before, gets it as well: what was looked up for ${named} the first time is kept and sent again`,
  };
}

/** Why two clients got one event with two ids. @param id that which the client got that had come first */
export function whyOtherId(event: EventShape, id: string, late: EventStream): Explanation | undefined {
  const taskId = (event.data as { task?: { id?: unknown } }).task?.id;
  const own = late.events.find(({ json }) => (json as { task?: { id?: unknown } } | undefined)?.task?.id === taskId);
  if (own?.id === undefined || own.id === id) return undefined;
  const counts =
    Number(own.id) > Number(id)
      ? "what counts your ids counts what is sent, once for each client, and not the events"
      : "what counts your ids begins anew for each client, and does not count the events";
  return {
    code: failures["id-of-its-own"],
    why: `one and the same event came with the id ${id} to the client that had come first, and with the id ${own.id} to this one: ${counts}`,
  };
}
