/** Streams of boards, and what came on them. */
import {
  CheckFailure,
  expect,
  explained,
  type EventShape,
  type EventStream,
  type ReceivedEvent,
  type SseClient,
} from "#kit";
import { anyEvent, boardOf, connected, isOfBoard, tableFieldsOf, withId } from "./board-events.ts";
import { comeLate, comeWhenAsked, howOpened, openFrom, remember, whyAgain, whyLost, type From } from "./explained.ts";
import { failures } from "./failures.ts";

/** A client of a board, which has been welcomed: opens the event stream and waits for `connected`, which comes first. */
export async function watch(sse: SseClient, board: { readonly id: string }, from: From = {}): Promise<EventStream> {
  const path = eventsOf(board);
  const stream = remember(await openFrom(sse, path, from), { sse, path, from });
  await expect(stream).toReceiveNoMoreBefore(connected, anyEvent);
  return stream;
}

/** The path of a board's event stream. */
export function eventsOf(board: { readonly id: string }): string {
  return `/boards/${board.id}/events`;
}

/** An event with the id that it came with. */
export interface EventWithId extends ReceivedEvent {
  readonly id: string;
}

/** Waits for an event at a client that stays all the time, and returns it with its id. */
export async function receivedBy(witness: EventStream, event: EventShape): Promise<EventWithId> {
  return (await expect(witness).toReceive(withId(event))) as EventWithId;
}

/** Fails unless the first event is `connected`, under no name or its own. */
export async function expectWelcome(stream: EventStream): Promise<void> {
  const welcome = await expect(stream).toReceive(connected);
  if (["message", "connected"].includes(welcome.event)) return;
  throw new CheckFailure({
    code: "sse-wrong-name",
    sent: stream.sent,
    peer: stream.name,
    expected: 'connected without a name, or with the name "connected"',
    received: `connected with the name ${JSON.stringify(welcome.event)}`,
    event: welcome.entry,
  });
}

/** Fails unless the first event is `connected`, without an id. @param named the id that the client has named */
export async function expectWelcomeWithoutId(stream: EventStream, named?: string): Promise<void> {
  const { id, entry } = await expect(stream).toReceive(connected);
  if (id === undefined) return;
  throw new CheckFailure({
    code: id === named ? failures["welcome-repeats-id"] : "sse-wrong-id",
    sent: stream.sent,
    peer: stream.name,
    expected: "connected without an id",
    received: `connected with the id ${JSON.stringify(id)}`,
    event: entry,
  });
}

/** The events of its board that a stream has so far, without those that have no id. */
function eventsOfBoard(stream: EventStream): EventWithId[] {
  return stream.events.filter((event): event is EventWithId => event.id !== undefined && isOfBoard(event.json));
}

/** How long the last of some events may take, in milliseconds. */
const REPLAYED_WITHIN_MS = 2_000;

/**
 * Fails unless exactly these events of the board come on a stream, each once, in this order, and as the witness got them. The
 * last one is made by the check after the stream was opened: what has not come before it will not come.
 * @param why the cause when an event is lost or comes again, where the checks before this one have ruled out all others
 */
export async function expectExactly(
  stream: EventStream,
  wanted: readonly EventWithId[],
  witness: EventStream,
  why?: string,
): Promise<void> {
  const last = wanted.at(-1);
  await stream.until(
    () => stream.events.find((event) => last !== undefined && (event.id === last.id || tellsTheSame(event, last))),
    REPLAYED_WITHIN_MS,
  );
  const witnessed = eventsOfBoard(witness);
  const again = witnessed.find((event, index) => witnessed.slice(0, index).some((one) => isSame(one, event)));
  if (again !== undefined)
    throw new CheckFailure({
      code: failures["sent-again"],
      sent: stream.sent,
      peer: witness.name,
      expected: `nothing of it at ${witness.name}, which has missed nothing`,
      received: `the event with the id ${again.id} once more`,
      event: again.entry,
    });
  expectGrowing(witnessed, witness);

  const came = stream.events.filter(({ json }) => isOfBoard(json));
  const fault = await faultIn(came, wanted, { stream, witness });
  if (fault !== undefined)
    throw new CheckFailure({
      ...fault,
      ...(why === undefined || typeof fault.code === "string" ? {} : { why }),
      sent: stream.sent,
      peer: stream.name,
      expected:
        wanted.length === 1
          ? `the event with the id ${idsOf(wanted)}`
          : `the events with the ids ${idsOf(wanted)}, in this order`,
      received:
        fault.received ??
        (came.length === 0
          ? "none"
          : came.length === 1
            ? `the one with the id ${idsOf(came)}`
            : `those with the ids ${idsOf(came)}`),
    });
  await expect(stream).toReceiveAll(wanted.map(({ event, id, json }) => ({ event, id, data: tableFieldsOf(json) })));
}

/**
 * Waits for an event that a client has missed, before anything new happens.
 * @param why the cause when nothing comes, after all that the checks before this one have shown
 */
export async function expectMissed(stream: EventStream, event: EventShape, why: string): Promise<void> {
  await explained(
    () => expect(stream).toReceiveNoMoreBefore(event, anyEvent),
    () => ({ code: failures["missed-not-sent"], why }),
    "no-event",
  );
}

/** Which of the events is too many, not there, or has not its id; undefined when each has come, in whatever order. */
async function faultIn(
  came: readonly ReceivedEvent[],
  wanted: readonly EventWithId[],
  { stream, witness }: { readonly stream: EventStream; readonly witness: EventStream },
): Promise<(Pick<CheckFailure["observation"], "code" | "event" | "why"> & { readonly received?: string }) | undefined> {
  const without = came.find(({ id }) => id === undefined);
  if (without !== undefined) {
    const isExtra = came.some((event) => event !== without && tellsTheSame(event, without));
    if (isExtra) return { code: "sse-extra-event", event: without.entry };
    const had = wanted.find((one) => tellsTheSame(one, without));
    const why =
      had === undefined
        ? {}
        : {
            why: `the event had the id ${had.id} when it happened, and is sent again without one: what was missed is written otherwise than what happens now`,
          };
    return { code: "sse-wrong-id", event: without.entry, ...why };
  }
  const renumbered = came.find((event) => wanted.some((one) => tellsTheSame(one, event) && one.id !== event.id));
  if (renumbered !== undefined)
    return { code: "sse-wrong-id", event: renumbered.entry, ...whyRenumbered(renumbered, came, wanted) };
  const extra = came.find(({ id }, index) => idAt(wanted, id) === -1 || idAt(came, id) !== index);
  if (extra !== undefined) {
    // The board may have events from before the witness came.
    const isOwn =
      idAt(witness.events, extra.id) !== -1 || stream.path.startsWith(eventsOf({ id: boardOf(extra.json) }));
    if (!isOwn) return { code: failures["event-of-another-board"], event: extra.entry };
    const why = whyAgain(extra, came, howOpened(stream)?.from ?? {});
    return { code: failures["sent-again"], event: extra.entry, ...(howOpened(stream) === undefined ? {} : { why }) };
  }
  const lost = wanted.filter(({ id }) => idAt(came, id) === -1);
  if (lost.length === 0) return undefined;
  const late = came.length === 0 ? undefined : await comeLate(lost, stream);
  if (late !== undefined)
    return {
      code: failures["missed-sent-late"],
      event: undefined,
      received: `first ${idsOf(came)}, and ${late.afterMs} ms later ${late.ids}`,
      why: `what the client has missed came, but ${late.afterMs} ms later than what happened once it was connected: ${idsOf(came)} came first, and then ${late.ids}. So the client is on the list before what it has missed is sent, and your code waits in between`,
    };
  const opened = howOpened(stream);
  if (opened !== undefined && lost.length < wanted.length - 1 && (await comeWhenAsked(lost, opened)))
    return {
      code: failures["id-shared"],
      event: undefined,
      why: `asked once more with the same id, and alone, the client gets what it has missed here: ${idsOf(lost)}. Here other clients came right before or behind it, with other ids: so the id that counts is kept in one place for all of them`,
    };
  const why = came.length === 0 ? undefined : await whyLost(lost, wanted, stream, opened);
  return { code: failures["missed-not-sent"], event: undefined, ...(why === undefined ? {} : { why }) };
}

/** With which id an event was sent again, and whether all that was missed has that one. */
function whyRenumbered(
  event: ReceivedEvent,
  came: readonly ReceivedEvent[],
  wanted: readonly EventWithId[],
): { readonly why: string } | undefined {
  const missed = came.filter((one) => wanted.slice(0, -1).some((other) => tellsTheSame(one, other)));
  const had = wanted.find((one) => tellsTheSame(one, event));
  if (had === undefined || had === wanted.at(-1)) return undefined;
  const seen = `the event that had the id ${had.id} when it happened is sent again with the id ${event.id}`;
  const isOneForAll = missed.length > 1 && missed.every(({ id }) => id === event.id);
  if (!isOneForAll) return { why: `${seen}: the line with its id is not written from the event itself` };
  const whose = event.id === wanted.at(-2)?.id ? ", that of the newest one" : "";
  return {
    why: `${seen}. So are all ${missed.length} that the client has missed: each has its own data and one id for all${whose}. The line with the id is not written from the event itself`,
  };
}

function isSame(one: ReceivedEvent, other: ReceivedEvent): boolean {
  return one.id === other.id && tellsTheSame(one, other);
}

function tellsTheSame(one: ReceivedEvent, other: ReceivedEvent): boolean {
  return JSON.stringify(tableFieldsOf(one.json)) === JSON.stringify(tableFieldsOf(other.json));
}

function idAt(events: readonly ReceivedEvent[], wanted: string | undefined): number {
  return events.findIndex(({ id }) => id === wanted);
}

function idsOf(events: readonly ReceivedEvent[]): string {
  return events.map(({ id }) => id ?? "(none)").join(", ");
}

/** Fails unless no id was given twice, and each is later than the one before it: as a number, or else as text. */
export function expectGrowing(events: readonly EventWithId[], stream: EventStream): void {
  const place = events.findIndex(({ id }, index) => index > 0 && !isLater(id, events[index - 1]?.id ?? ""));
  const wrong = events[place];
  if (wrong === undefined) return;
  const isUsed = events.slice(0, place).some(({ id }) => id === wrong.id);
  throw new CheckFailure({
    code: failures[isUsed ? "id-used-twice" : "ids-not-growing"],
    sent: stream.sent,
    expected: "ids that grow from one event to the next, over all boards",
    received: `one after the other ${idsOf(events)}`,
    event: wrong.entry,
  });
}

function isLater(id: string, than: string): boolean {
  const isNumeric = /^\d+$/.test(id) && /^\d+$/.test(than);
  return isNumeric ? BigInt(id) > BigInt(than) : id > than;
}
