/** Why a client got an event that it knows, or did not get one that it has missed. */
import { CheckFailure, type EventStream, type ReceivedEvent, type SseClient } from "#kit";
import { isOfTable } from "./board-events.ts";

/** Where a client goes on: as a browser says it when it reconnects, and as a page says it that has fetched the board. */
export interface From {
  readonly header?: string | undefined;
  readonly query?: string | undefined;
}

/** How a stream was opened. */
export interface Opened {
  readonly from: From;
  /** Opens another stream of the same board. */
  readonly again: (from: From) => Promise<EventStream>;
}

/** How long something that is asked once more may take, in milliseconds. */
const AGAIN_MS = 1_000;

/** Which event came that the client knows. @param came all events of the board on the stream */
export function whyAgain(extra: ReceivedEvent, came: readonly ReceivedEvent[], { header, query }: From): string {
  const copies = came.flatMap(({ id }, index) => (id === extra.id ? [index] : []));
  const [first, second] = copies;
  if (first !== undefined && second !== undefined && second > first + 1)
    return `the event with the id ${extra.id} came twice on this stream: first as something new, and once more behind what the client has missed (${came.map(({ id }) => id).join(", ")}). What it has missed is looked up and sent later than the client is put on the list`;
  if (copies.length > 1)
    return `the event with the id ${extra.id} came twice on this stream, as something missed and as something new`;
  const named = header ?? query;
  if (named === undefined) return "this client names no id, so it has just come, and it got events from before it came";
  if (extra.id === named)
    return `the event with the id ${named} is the very one that the client named: what it has missed begins after it`;
  if (header !== undefined && query !== undefined)
    return `the event with the id ${extra.id} comes after the id in the URL, ${query}, and not after that in the header, ${header}: the one in the URL counted`;
  return `the event with the id ${extra.id} does not come after the one that the client named, ${named}`;
}

/**
 * The cause, when all of one kind is lost: what the client has missed, or what happens once it is there.
 * @param wanted what should have come; the last of them happened once the client was there
 */
export async function whyLost(
  lost: readonly ReceivedEvent[],
  wanted: readonly ReceivedEvent[],
  stream: EventStream,
  opened: Opened | undefined,
): Promise<string | undefined> {
  if (wanted.length === 1) return undefined;
  const isNextLost = lost.at(-1) === wanted.at(-1);
  if (isNextLost && lost.length === 1)
    return "what the client has missed came, and what happened next did not: a client that names an id is not among the recipients";
  if (isNextLost) return undefined;
  if (lost.length < wanted.length - 1) {
    const ids = lost.map(({ id }) => id).join(", ");
    return `a part of what the client has missed came, and this did not: ${ids}`;
  }
  const instead = stream.events.find(({ json }) => !isOfTable(json));
  if (instead !== undefined)
    return `${JSON.stringify(instead.event)} came in place of what the client has missed, as if that were too much`;
  const seen = "what happened next came, and nothing of what the client has missed";
  const renumbered = wanted.find(({ id, json }) => boardIdOf(json) !== undefined && boardIdOf(json) !== id);
  if (renumbered !== undefined)
    return `${seen}: your ids are not those of the board, by which it looks its events up; that with the id ${renumbered.id} has the id ${boardIdOf(renumbered.json)} there`;
  return opened === undefined ? seen : `${seen}: ${await whyNothing(opened)}`;
}

/** The id that the board gave to an event, when the data says it. */
function boardIdOf(json: unknown): string | undefined {
  const { id } = (json ?? {}) as { id?: unknown };
  return typeof id === "string" ? id : undefined;
}

/** How long what has not come is waited for once more, in milliseconds. */
const LATE_MS = 500;

/** The events that come on a stream after all, behind one that happened later; undefined when some do not. */
export async function comeLate(
  lost: readonly ReceivedEvent[],
  stream: EventStream,
): Promise<{ readonly ids: string; readonly afterMs: number } | undefined> {
  const before = stream.events.length;
  const haveAllCome = () => (lost.every(({ id }) => stream.events.some((event) => event.id === id)) ? true : undefined);
  await stream.untilOrSilent(haveAllCome, LATE_MS);
  const late = stream.events.slice(before);
  const [next, first] = [stream.events[before - 1], late[0]];
  if (haveAllCome() !== true || next === undefined || first === undefined) return undefined;
  return { ids: late.map(({ id }) => id).join(", "), afterMs: Math.round(first.entry.at - next.entry.at) };
}

/** Whether events that a client did not get come on another stream that names the same id. */
export async function comeWhenAsked(lost: readonly ReceivedEvent[], { from, again }: Opened): Promise<boolean> {
  try {
    const stream = await again(from);
    const hasAll = () => (lost.every(({ id }) => stream.events.some((event) => event.id === id)) ? true : undefined);
    await stream.untilOrSilent(hasAll, AGAIN_MS);
    return hasAll() === true;
  } catch (error) {
    if (error instanceof CheckFailure) return false;
    throw error;
  }
}

/** Whether the same id counts when it is named in the other way. */
async function whyNothing({ from: { header, query }, again }: Opened): Promise<string> {
  const named = header ?? query ?? "";
  const isHeader = header !== undefined;
  const counts = await again(isHeader ? { query: named } : { header: named }).then(gotMissed, (error: unknown) => {
    if (error instanceof CheckFailure) return false;
    throw error;
  });
  if (!counts)
    return "it named its id in the header and in the URL, each on a connection of its own, and nothing is looked up for either";
  return isHeader
    ? "a client that names the same id in its URL gets it, so the header Last-Event-ID is what is not read"
    : "a client that names the same id in the header gets it, so the lastEventId of the URL is what is not read";
}

async function gotMissed(stream: EventStream): Promise<boolean> {
  const hasId = () => (stream.events.some(({ id }) => id !== undefined) ? true : undefined);
  await stream.untilOrSilent(hasId, AGAIN_MS);
  return hasId() === true;
}

/** What `watch` has opened, by the stream. */
const OPENED = new WeakMap<EventStream, Opened>();

/** Remembers how a stream was opened. */
export function remember(
  stream: EventStream,
  { sse, path, from }: { readonly sse: SseClient; readonly path: string; readonly from: From },
): EventStream {
  OPENED.set(stream, { from, again: async (other) => await openFrom(sse, path, other) });
  return stream;
}

export function howOpened(stream: EventStream): Opened | undefined {
  return OPENED.get(stream);
}

/** Opens the stream of a board from where the client says that it is. */
export async function openFrom(sse: SseClient, path: string, { header, query }: From): Promise<EventStream> {
  const named = query === undefined ? path : `${path}?lastEventId=${encodeURIComponent(query)}`;
  return await sse.open(named, header === undefined ? {} : { lastEventId: header });
}
