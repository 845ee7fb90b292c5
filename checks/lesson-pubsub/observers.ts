/** Two clients of one board, one for each transport, and what both of them must and must not receive. */
import { CheckFailure, expect, fieldIs, isSentence } from "#kit";
import type { EventStream, JsonObject, Tools, WebSocketClient } from "#kit";
import type { Place } from "./changes.ts";
import { failures } from "./failures.ts";
import { isSuch, listed, phraseOf, phraseOfAll, shown, unmatched, type Wanted } from "./wanted.ts";

/** Who observes a board over both transports. */
export interface Observers {
  readonly stream: EventStream;
  readonly socket: WebSocketClient;
}

/** Opens both transports for a board, and waits until they are ready. */
export async function observe({ sse, connect }: Tools, { id }: Place): Promise<Observers> {
  const stream = await sse.open(`/boards/${id}/events`);
  await expect(stream).toReceive({ data: { type: "connected" } });
  const socket = await connect();
  socket.send({ type: "join", boardId: id });
  await expect(socket).toStayOpen();
  socket.answered();
  return { stream, socket };
}

/** What probably kept an event from one transport, or from both, where a check knows better than the failure's own text. */
export interface Reasons {
  readonly one: string;
  readonly both: string;
}

/** Waits until both transports have delivered it. */
export async function expectBoth(observers: Observers, wanted: Wanted, sent: string, why?: Reasons): Promise<void> {
  const { stream, socket } = observers;
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
  throw new CheckFailure({
    code: failures["event-missed"],
    ...(why === undefined ? {} : { why: both ? why.both : why.one }),
    sent,
    expected: `${phraseOf(wanted)} on ${name}, within ${LIMIT_MS / 1000} s`,
    received: `${messages.length === 0 ? "nothing" : `only ${messages.slice(-3).map(shown).join(", then ")}`}, ${elsewhere}`,
    peer,
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
  const { stream, socket } = observers;
  await expect(socket).toStayOpen();
  await expect(stream).toStayOpen({ barrier: "/health" });
  // What a transport was late with has the time to come: then it is late and not missing.
  await stream.untilOrSilent(() => (messagesOn(stream).length >= wanted.length ? true : undefined), LIMIT_MS);
  await socket.untilOrSilent(() => (messagesAt(socket).length >= wanted.length ? true : undefined), LIMIT_MS);
  for (const [name, peer, messages] of [
    ["the event stream", stream.name, messagesOn(stream)],
    ["the WebSocket", socket.name, messagesAt(socket)],
  ] as const) {
    const fault = faultIn(messages, wanted, again);
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

/** How these messages differ from the wanted ones. */
function faultIn(messages: readonly JsonObject[], wanted: readonly Wanted[], again: Again): Again | undefined {
  if (messages.some((message, index) => messages.slice(0, index).some((earlier) => same(earlier, message))))
    return again;
  const missing = unmatched(wanted, messages, (event, message) => isSuch(message, event));
  const extra = unmatched(messages, wanted, isSuch);
  if (missing !== undefined)
    return {
      code: failures["event-missed"],
      why:
        extra === undefined
          ? `${phraseOf(missing)} is missing: it is not published, or this subscriber is not called for it`
          : `${phraseOf(missing)} is missing, and ${shown(extra)} came in its place`,
    };
  if (extra !== undefined)
    return wanted.some((one) => isSuch(extra, one)) ? again : { code: failures["published-for-nothing"] };
  const isInOrder = wanted.every((event, index) => isSuch(messages[index] ?? {}, event));
  return isInOrder ? undefined : { code: failures["events-out-of-order"] };
}

function messagesOn(stream: EventStream): JsonObject[] {
  return stream.events.map(({ data }) => asObject(data)).filter(isAboutTask);
}

function messagesAt(socket: WebSocketClient): JsonObject[] {
  return socket.inbox.map(({ json }) => json ?? {}).filter(isAboutTask);
}

function asObject(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return {};
  }
}

function isAboutTask({ type }: JsonObject): boolean {
  return String(type).startsWith("task_");
}

function same(one: JsonObject, other: JsonObject | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
