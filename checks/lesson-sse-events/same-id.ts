/** What a client gets that names an id which another one has named before. */
import type { EventStream, Explanation, SseClient } from "#kit";
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
