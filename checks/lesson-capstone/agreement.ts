/** Whether what clients have kept of a board agrees with the database. */
import { CheckFailure, explained, type EventStream, type JsonObject } from "#kit";
import { missingIn, type BoardCopy, type Snapshot } from "./board-copy.ts";
import { divergence } from "./divergence.ts";
import { failures } from "./failures.ts";
import { isOfTask, LIMIT_MS } from "./messages.ts";
import type { Observer } from "./observers.ts";

/**
 * Waits until these clients have the last event of all, which is one of this board, and fails unless each of them was sent what a client has to be
 * sent, once and in order, and has the same board as the database.
 * @param sent what was changed
 * @param otherwise what it is called when they do not
 */
export async function expectAgreement(
  observers: readonly Observer[],
  snapshot: Snapshot,
  sent: string,
  otherwise: "diverged" | "later-join-ignored" = "diverged",
): Promise<void> {
  for (const observer of observers) {
    const { copy, transport } = observer;
    await observer.catchUp(snapshot.lastEventId);
    await explained(
      () => expectNoFault(observer, sent, observers),
      ({ code, received }) => observer.askOfStream?.(code, received),
      failures["delivered-twice"],
      failures["events-out-of-order"],
    );
    await expectSameBoard(observer, observers, { snapshot, sent, otherwise });
    if (!copy.has(snapshot.lastEventId))
      throw new CheckFailure({
        code: failures[otherwise],
        sent,
        expected: `the event with the id ${snapshot.lastEventId}, the last of this board, over ${transport}`,
        received: `the last that came has the id ${copy.lastEventId}`,
        why: `an event of this board did not come over ${transport}, or came with another id than the log has for it`,
        peer: observer.peer(),
      });
  }
}

/**
 * The same for a client that joined while others changed the board, and only for what it lacks: whether an event that is made at
 * that very moment comes twice depends on the moment.
 * @param witness a client that was there all the time
 */
export async function expectNothingLost(
  observer: Observer,
  witness: Observer,
  snapshot: Snapshot,
  sent: string,
): Promise<void> {
  await observer.catchUp(snapshot.lastEventId);
  await expectSameBoard(observer, [observer, witness], { snapshot, sent, otherwise: "diverged" });
}

/** What a client is compared with, after what was changed, and what it is called when they differ. */
interface Compared {
  readonly snapshot: Snapshot;
  readonly sent: string;
  readonly otherwise: "diverged" | "later-join-ignored";
}

/** Fails unless a client, which has the last event, has the board of the database. @param observers all clients of the same change */
async function expectSameBoard(
  observer: Observer,
  observers: readonly Observer[],
  { snapshot, sent, otherwise }: Compared,
): Promise<void> {
  const difference = observer.copy.differenceFrom(snapshot);
  if (difference === undefined) return;
  await explained(
    () => {
      throw new CheckFailure(divergence(observer, difference, { snapshot, sent, otherwise }));
    },
    async ({ received }) => {
      if (otherwise !== "diverged") return undefined;
      const others = observers.filter((one) => one !== observer);
      for (const other of others) await other.catchUp(snapshot.lastEventId);
      const { more = "", ...known } = (await observer.askFurther?.(others.map((one) => one.copy))) ?? {};
      return { ...known, received: known.received ?? received + more };
    },
  );
}

/** Waits until this client, which has joined again, was sent so many events of a task: all of them, and not what they led to. */
export async function expectAllOf(
  observer: Observer,
  taskId: string,
  count: number,
  snapshot: Snapshot,
): Promise<void> {
  const { copy, transport } = observer;
  await observer.catchUp(snapshot.lastEventId);
  const came = copy.about(taskId);
  if (came.length >= count) return await expectAgreement([observer], snapshot, `${count} moves`);
  const last = Number(snapshot.lastEventId);
  throw new CheckFailure({
    code: failures[came.length === 0 ? "later-join-ignored" : "caught-up-in-part"],
    sent: `${count} moves of the task ${taskId}; then {"type":"join"} without "since", and again with it`,
    expected: `over ${transport}, all ${count} events, with the ids ${last - count + 1} to ${last}`,
    received:
      came.length === 0
        ? "none of them"
        : `${came.length} of them: ${String(came[0]?.["id"])} to ${String(came.at(-1)?.["id"])}`,
    peer: observer.peer(),
  });
}

/**
 * Fails when this client was sent an event that it should not have been sent.
 * @param others the clients of the same change
 */
function expectNoFault(observer: Observer, sent: string, others: readonly Observer[] = []): void {
  const { copy, transport, peer } = observer;
  if (copy.fault === undefined) return;
  const { code, event } = copy.fault;
  const counted = code === "delivered-twice" ? cursorFault(copy) : undefined;
  if (code === "event-incomplete")
    throw new CheckFailure({
      code: failures[code],
      sent,
      expected: `over ${transport}, the event as the board returned it, with "${missingIn(event)}"`,
      received: JSON.stringify(event),
      peer: peer(),
    });
  if (code === "id-as-number")
    throw new CheckFailure({
      code: failures[code],
      sent,
      expected: `over ${transport}, the event as the board returned it, with "id":"${String(event["id"])}"`,
      received: `"id":${String(event["id"])} in ${JSON.stringify(event).slice(0, 120)}`,
      peer: peer(),
    });
  throw new CheckFailure({
    ...(counted === undefined ? {} : { why: counted }),
    code: failures[code === "delivered-twice" ? repetitionOf(observer, event, others) : code],
    sent,
    expected: `over ${transport}, each event of the board ${copy.boardId} once, in the order of their ids`,
    received: `${String(event["type"])} with the id ${String(event["id"])} of the board ${String(event["boardId"])}; the ids that came before: ${idsBefore(copy.events, event)}${askedIn(observer)}`,
    peer: peer(),
  });
}

/** Why an event came again, where what came before tells. */
function repetitionOf(
  { copy, transport }: Observer,
  event: JsonObject,
  others: readonly Observer[],
): "delivered-twice" | "cursor-stays" | "missed-sent-to-others" {
  if (copy.answered !== undefined) return "cursor-stays";
  const before = copy.events[copy.events.indexOf(event) - 1];
  // What two ways deliver comes in succession. What comes again after later events was read from the log.
  const isReplayed = copy.asked === undefined && before?.["id"] !== event["id"];
  const hasReturned = others.some((other) => other.transport === transport && other.copy.asked !== undefined);
  return isReplayed && hasReturned ? "missed-sent-to-others" : "delivered-twice";
}

type Answer = BoardCopy["answers"][number];

/** How a timestamp may be made that is not the last id of its answer. */
const CURSORS: readonly (readonly [of: (answer: Answer) => string | undefined, how: string])[] = [
  [({ since }) => since, "`since` itself, unchanged"],
  [({ ids }) => ids[0], "the id of the first event of the answer"],
  [
    ({ since, ids }) => String(Number(since) + ids.length),
    "`since` plus the number of events. Ids are counted over all boards, so the events of other boards are missing in that sum",
  ],
  [({ ids }) => String(ids.length), "the number of events in the answer"],
  [({ ids }) => String(Number(ids.at(-1)) - 1), "one less than the last id of the answer"],
  [({ ids }) => ids.at(-2) ?? ids[0], "the id of the last event but one of the answer"],
];

/** What the timestamps of all answers are, where that is always the same; undefined where nothing fits. */
function cursorFault({ answers }: BoardCopy): string | undefined {
  if (answers.length === 0) return undefined;
  const fitting = CURSORS.filter(([of]) => answers.every((answer) => of(answer) === answer.timestamp));
  if (fitting.length === 0) return undefined;
  return `the "timestamp" of each answer, from which the client goes on, is ${fitting.map(([, how]) => how).join("; or ")}; it should be the id of the answer's last event`;
}

/** From where on the client has asked, as the end of a sentence. */
function askedIn({ copy: { asked, answered, answers }, transport }: Observer): string {
  if (answered !== undefined)
    return `. The answers, side by side: ${answers
      .slice(-ANSWERS_SHOWN)
      .map(
        ({ since, ids, timestamp }) =>
          `since=${since} brought ${ids.slice(-LISTED_IDS).join(", ")} and the timestamp "${timestamp}"`,
      )
      .join("; ")}`;
  return asked === undefined ? "" : `. Back on ${transport}, the client had named the event ${asked.since}`;
}

/** Fails unless the first event of a task on this stream, whose client has named none, is the one with this id. */
export async function expectFirst(stream: EventStream, eventId: string, sent: string): Promise<void> {
  const first = await stream.until(() => stream.events.find(({ json }) => isOfTask(json)), LIMIT_MS);
  const id = first?.id ?? (first?.json as JsonObject | undefined)?.["id"];
  if (id === eventId) return;
  throw new CheckFailure({
    code: failures[first === undefined ? "diverged" : "sent-the-past"],
    sent,
    expected: `the event with the id ${eventId} first, on a stream whose client has named no event`,
    received: first === undefined ? "no event" : `${first.event} with the id ${String(id)}`,
    peer: stream.name,
  });
}

/** How many ids a report lists, and how many answers. */
const LISTED_IDS = 12;
const ANSWERS_SHOWN = 3;

function idsBefore(events: readonly JsonObject[], event: JsonObject): string {
  const ids = events.slice(0, events.indexOf(event)).map(({ id }) => String(id));
  return ids.length === 0 ? "none" : `${ids.length > LISTED_IDS ? "… " : ""}${ids.slice(-LISTED_IDS).join(", ")}`;
}
