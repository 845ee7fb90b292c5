/** Two clients of one board, one for each transport, and what both of them must and must not receive. */
import { CheckFailure, expect, explained, fieldIs, isSentence } from "#kit";
import type { EventStream, JsonObject, Tools, WebSocketClient } from "#kit";
import { importAll, type Place } from "./changes.ts";
import { failures } from "./failures.ts";
import { messagesAt, messagesOn, type Observers } from "./received.ts";
import { whyTwice } from "./twice.ts";
import { isSuch, listed, phraseOf, phraseOfAll, shown, unmatched, type Wanted } from "./wanted.ts";

/** Opens both transports for a board, and waits until they are ready. */
export async function observe(tools: Tools, { id, list }: Place): Promise<Observers> {
  const stream = await openStream(tools, id);
  const socket = await openSocket(tools, id);
  return {
    stream,
    socket,
    http: tools.http,
    another: (transport) => (transport === "stream" ? openStream(tools, id) : openSocket(tools, id)),
    importOne: (title) => importAll(tools, list, [title]),
  };
}

async function openStream({ sse }: Tools, id: string): Promise<EventStream> {
  const stream = await sse.open(`/boards/${id}/events`);
  await expect(stream).toReceive({ data: { type: "connected" } });
  return stream;
}

async function openSocket({ connect }: Tools, id: string): Promise<WebSocketClient> {
  const socket = await connect();
  socket.send({ type: "join", boardId: id });
  await expect(socket).toStayOpen();
  socket.answered();
  return socket;
}

/** What probably kept an event from one transport, or from both, where a check knows better than the failure's own text. */
export interface Reasons {
  readonly one: string;
  readonly both: string;
}

/** Waits until both transports have delivered it. */
export async function expectBoth(observers: Observers, wanted: Wanted, sent: string, why?: Reasons): Promise<void> {
  const { stream, socket, http } = observers;
  const onStream = () => messagesOn(stream).some((message) => isSuch(message, wanted)) || undefined;
  const atSocket = () => messagesAt(socket).some((message) => isSuch(message, wanted)) || undefined;
  await stream.until(onStream, LIMIT_MS);
  await socket.until(atSocket, LIMIT_MS);
  if (onStream() && atSocket()) return;
  // A server or a connection that has ended is named as such.
  await expect(socket).toStayOpen();
  await expect(stream).toStayOpen({ barrier: "/health" });
  const both = !onStream() && !atSocket();
  const [name, peer, messages] = onStream()
    ? (["the WebSocket", socket.name, messagesAt(socket)] as const)
    : (["the event stream", stream.name, messagesOn(stream)] as const);
  const elsewhere = both ? "and neither did the WebSocket get it" : "and the other transport got it";
  const { body } = await http.get("/debug/connections");
  throw new CheckFailure({
    ...(why === undefined
      ? { code: absenceOf(both, messages, wanted) }
      : { code: failures["event-missed"], why: both ? why.both : why.one }),
    sent,
    expected: `${phraseOf(wanted)} on ${name}, within ${LIMIT_MS / 1000} s`,
    received: `${messages.length === 0 ? "nothing" : `only ${messages.slice(-3).map(shown).join(", then ")}`}, ${elsewhere}; /debug/connections: ${body.slice(0, 60)}`,
    peer,
  });
}

/**
 * What it is called that a transport was not sent an event.
 * @param both whether the other one was not, either
 * @param others what this one was sent in the check
 */
function absenceOf(
  both: boolean,
  others: readonly JsonObject[],
  { type }: Wanted,
): CheckFailure["observation"]["code"] {
  if (others.length > 0 && both) return failures["change-not-published"];
  // Where events of the same kind came, more than the route of this change is in question.
  if (others.length > 0)
    return failures[others.some((other) => other["type"] === type) ? "event-missed" : "past-the-bus"];
  return failures[both ? "nothing-delivered" : "not-called"];
}

/** Fails when one of these transports was sent something of a batch that was undone, before anything else has happened. */
export async function expectNothingYet(
  { stream, socket }: Observers,
  titles: readonly string[],
  sent: string,
): Promise<void> {
  await expect(socket).toStayOpen();
  await expect(stream).toStayOpen({ barrier: "/health" });
  const earlyOf = (messages: readonly JsonObject[]) =>
    messages.filter((message) => titles.some((title) => isSuch(message, { type: "task_created", title })));
  const [onStream, atSocket] = [earlyOf(messagesOn(stream)), earlyOf(messagesAt(socket))];
  if (onStream.length + atSocket.length === 0) return;
  const shownOf = (early: readonly JsonObject[]) => (early.length === 0 ? "nothing" : listed(early.map(shown)));
  throw new CheckFailure({
    code: failures["published-before-its-end"],
    sent: `${sent}, which is undone`,
    expected: "no event on either transport",
    received: `on the event stream ${shownOf(onStream)}; on the WebSocket ${shownOf(atSocket)}`,
    peer: stream.name,
  });
}

/** A server has this long to deliver an event, in milliseconds. */
const LIMIT_MS = 2_000;

/**
 * Proves that both transports got exactly these messages about tasks, in this order, and the same on both.
 * @param again what it means here when an event that came before comes once more
 */
export async function expectExactly(
  observers: Observers,
  wanted: readonly Wanted[],
  sent: string,
  again: Again = { code: failures["delivered-twice"] },
): Promise<void> {
  await explained(
    () => expectThese(observers, wanted, sent, again),
    ({ peer }) => (again.why === undefined ? whyTwice(observers, peer) : undefined),
    failures["delivered-twice"],
  );
}

async function expectThese(observers: Observers, wanted: readonly Wanted[], sent: string, again: Again): Promise<void> {
  const { stream, socket } = observers;
  await expect(socket).toStayOpen();
  await expect(stream).toStayOpen({ barrier: "/health" });
  // What a transport was late with has the time to come: then it is late and not missing.
  await stream.untilOrSilent(() => (messagesOn(stream).length >= wanted.length ? true : undefined), LIMIT_MS);
  await socket.untilOrSilent(() => (messagesAt(socket).length >= wanted.length ? true : undefined), LIMIT_MS);
  for (const [name, peer, messages, elsewhere] of [
    ["the event stream", stream.name, messagesOn(stream), messagesAt(socket)],
    ["the WebSocket", socket.name, messagesAt(socket), messagesOn(stream)],
  ] as const) {
    const fault = faultIn(messages, elsewhere, wanted, again);
    if (fault === undefined) continue;
    throw new CheckFailure({
      sent,
      expected: `on ${name}: ${phraseOfAll(wanted)}, and nothing else`,
      received: messages.length === 0 ? "nothing" : listed(messages.map(shown)),
      peer,
      ...fault,
    });
  }
  const [onStream, atSocket] = [messagesOn(stream), messagesAt(socket)];
  const differs = onStream.findIndex((message, index) => !same(message, atSocket[index]));
  if (differs === -1) return;
  throw new CheckFailure({
    code: "wrong-message",
    sent,
    expected: `the same event on both transports: ${JSON.stringify(onStream[differs]).slice(0, 120)}`,
    received: `${JSON.stringify(atSocket[differs])?.slice(0, 120)} on the WebSocket`,
    peer: socket.name,
  });
}

/** Fails unless these events, of which each arrived, have an id and these fields, as the board returned them. */
export function expectReturned(
  { stream }: Observers,
  sent: string,
  events: readonly (readonly [Wanted, JsonObject])[],
): void {
  for (const [event, fields] of events) {
    const message = messagesOn(stream).find((one) => isSuch(one, event)) ?? {};
    const wrong = Object.keys(fields).find((field) => message[field] !== fields[field]);
    if (wrong === undefined && isSentence(message["id"])) continue;
    const lack =
      wrong === undefined ? fieldIs(message, "id", "a text") : fieldIs(message, wrong, String(fields[wrong]));
    throw new CheckFailure({
      code: failures["event-changed"],
      sent,
      expected: `${phraseOf(event)} with an "id" and ${JSON.stringify(fields).slice(1, -1)}, as the board returned it`,
      received: JSON.stringify(message).slice(0, 200),
      why: `this is not the event that the board returned: ${lack}`,
      peer: stream.name,
    });
  }
}

type Again = Pick<CheckFailure["observation"], "code" | "why">;

/**
 * How these messages differ from the wanted ones.
 * @param elsewhere those of the other transport
 */
function faultIn(
  messages: readonly JsonObject[],
  elsewhere: readonly JsonObject[],
  wanted: readonly Wanted[],
  again: Again,
): Again | undefined {
  const isRepeated = (message: JsonObject) => messages.filter((other) => same(other, message)).length > 1;
  if (messages.some(isRepeated))
    return again.why !== undefined || messages.every(isRepeated)
      ? again
      : { ...again, why: someTwice(messages, elsewhere, isRepeated) };
  const missing = unmatched(wanted, messages, (event, message) => isSuch(message, event));
  const extra = unmatched(messages, wanted, isSuch);
  if (missing !== undefined && extra !== undefined)
    return {
      code: failures["event-missed"],
      why: `${phraseOf(missing)} is missing, and ${shown(extra)} came in its place`,
    };
  if (missing !== undefined)
    return missingOne(
      missing,
      unmatched(wanted, elsewhere, (event, one) => isSuch(one, event)),
    );
  if (extra !== undefined)
    return wanted.some((one) => isSuch(extra, one)) ? again : { code: failures["published-for-nothing"] };
  const isInOrder = wanted.every((event, index) => isSuch(messages[index] ?? {}, event));
  return isInOrder ? undefined : { code: failures["events-out-of-order"] };
}

/**
 * One event did not come on this transport, and all others did.
 * @param missingThere what did not come on the other transport
 */
function missingOne(missing: Wanted, missingThere: Wanted | undefined): Again {
  return missing === missingThere
    ? {
        code: failures["change-not-published"],
        why: `${phraseOf(missing)} came over neither transport, and all other changes came over both: its event is not published, or the bus drops it for all subscribers`,
      }
    : {
        code: failures["event-missed"],
        why: `${phraseOf(missing)} came over the other transport, so its event is published: the subscriber of this transport is not called for it, or leaves it out`,
      };
}

/** Why some kinds of changes came twice, and others did not. */
function someTwice(
  messages: readonly JsonObject[],
  elsewhere: readonly JsonObject[],
  isRepeated: (message: JsonObject) => boolean,
): string {
  const twice = messages.filter(isRepeated);
  const kinds = [...new Set(twice.map(({ type }) => String(type)))].join(" and ");
  const isTwiceThere = elsewhere.filter((other) => twice.some((one) => same(one, other))).length >= twice.length;
  const cause = isTwiceThere
    ? "on the other transport as well, so the code that makes this change publishes or delivers its event twice"
    : "on this transport only, so besides publishing, the code that makes this change calls this transport directly";
  return `${kinds} came twice and other events once: ${cause}`;
}

function same(one: JsonObject, other: JsonObject | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
