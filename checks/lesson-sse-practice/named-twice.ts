/** How often an event comes for each time that its board is named. */
import {
  expect,
  explained,
  type EventShape,
  type EventStream,
  type Explanation,
  type HttpClient,
  type SseClient,
} from "#kit";
import { anyTaskEvent, createTask, eventsOfAll, watch, type Place } from "./board-changes.ts";
import { failures } from "./failures.ts";

/** How long the copies of an event may take to come, in milliseconds. They are written at once. */
const COPIES_MS = 300;

/** Fails unless these events come next, each once; then a board is named once, and three times. */
export async function expectOnce(
  tools: { readonly http: HttpClient; readonly sse: SseClient },
  stream: EventStream,
  events: readonly EventShape[],
  { place, other, title }: { readonly place: Place; readonly other: Place; readonly title: string },
): Promise<void> {
  await explained(
    async () => {
      for (const event of events) await expect(stream).toReceiveNoMoreBefore(event, anyTaskEvent);
    },
    async () => whetherByMention(tools, place, other, title),
    "doubled",
    "sse-extra-event",
  );
}

async function whetherByMention(
  { http, sse }: { readonly http: HttpClient; readonly sse: SseClient },
  place: Place,
  other: Place,
  title: string,
): Promise<Explanation | undefined> {
  const once = await watch(sse, eventsOfAll(place, other));
  const thrice = await watch(sse, eventsOfAll(place, other, place, place));
  const event = await createTask(http, place, title);
  const last = await createTask(http, other, title);
  for (const stream of [once, thrice]) await expect(stream).toReceive(last, { withinMs: COPIES_MS });
  const copies = (stream: EventStream) => stream.events.filter(({ data }) => data.includes(taskIdIn(event))).length;
  if (copies(once) !== 1 || copies(thrice) !== 3) return undefined;
  return {
    code: failures["sent-for-each-mention"],
    why: "a client that names the board once gets each of its events once, and one that names it three times gets it three times: the client is in the list, or the board in the loop that sends, once for each mention",
    event: undefined,
  };
}

function taskIdIn({ data }: EventShape): string {
  return (data as { task?: { id?: string } } | undefined)?.task?.id ?? "";
}
