/** What those on a board are told about who is typing. */
import { CheckFailure, expect, type JsonObject, type WebSocketClient } from "#kit";
import { userIdIn } from "./announcements.ts";
import { failures } from "./failures.ts";
import { handled, type Person, type Tab } from "./people.ts";

/** How long news may take that no timer holds back, and what a busy machine may add to a timer, in milliseconds. */
const REPLY_LIMIT_MS = 2_000;
const LATE_MS = 1_500;

/** A part of TYPING_TTL_MS: within the first, a right server has not ended the typing; after the second, it may have. */
const CERTAINLY = 0.9;
const REFRESHED_AFTER = 0.6;

/** How often the refreshing is tried on a machine that is too busy to keep to the time. */
const ATTEMPTS = 3;

/** Something that a tab was told about a typist: that they type, that they stopped, or that they left. */
interface TypingEvent {
  readonly userId: unknown;
  readonly kind: "types" | "stopped" | "left";
  readonly message: WebSocketClient["inbox"][number];
}

/** What a tab has been told so far. That a user still types says nothing new. */
export function typingEvents({ client }: Tab): readonly TypingEvent[] {
  const events: TypingEvent[] = [];
  const last = new Map<unknown, TypingEvent["kind"]>();
  for (const message of client.inbox) {
    const { json } = message;
    const kind = json === undefined ? undefined : kindOf(json);
    if (json === undefined || kind === undefined) continue;
    const userId = userIdIn(json);
    if (kind !== "types" || last.get(userId) !== "types") events.push({ userId, kind, message });
    last.set(userId, kind);
  }
  return events;
}

function kindOf({ type, typing }: JsonObject): TypingEvent["kind"] | undefined {
  if (type === "user_left") return "left";
  if (type === "user_stopped_typing" || type === "user_stop_typing") return "stopped";
  return type !== "user_typing" ? undefined : typing === false ? "stopped" : "types";
}

const says = {
  types: (id: string) => `"user_typing" of ${id} with "typing":true`,
  stopped: (id: string) => `"user_typing" of ${id} with "typing":false`,
};

/**
 * Waits until this tab is told that the person types, or has stopped, and returns how many events it has been told by then.
 * @param from how many events do not count any more
 */
export async function expectTyping(
  watcher: Tab,
  { id }: Person,
  kind: "types" | "stopped",
  { from = 0, limitMs = REPLY_LIMIT_MS, sent = "" }: { from?: number; limitMs?: number; sent?: string } = {},
): Promise<number> {
  const { client } = watcher;
  const place = () =>
    typingEvents(watcher).findIndex((event, index) => index >= from && event.userId === id && event.kind === kind);
  await client.until(() => (place() === -1 ? undefined : true), limitMs);
  if (place() !== -1) return place() + 1;
  await expect(client).toStayOpen();
  const said = saidAfter(watcher, from);
  const again = kind === "stopped" ? said.find(({ json }) => userIdIn(json ?? {}) === id) : undefined;
  throw new CheckFailure({
    code: failures[
      limitMs !== REPLY_LIMIT_MS ? "types-for-ever" : again === undefined ? "typing-not-told" : "stop-says-types"
    ],
    sent,
    expected: `${says[kind](id)} at ${client.name}, within ${limitMs / 1000} s`,
    received: said.length === 0 ? "nothing of the kind" : said.map(({ text }) => text).join(", then "),
    peer: client.name,
    event: limitMs === REPLY_LIMIT_MS ? again?.event : undefined,
  });
}

/** Everything about typing that a tab was told after the first `from` events, repetitions included. */
function saidAfter(watcher: Tab, from: number): WebSocketClient["inbox"] {
  const { inbox } = watcher.client;
  const last = typingEvents(watcher)[from - 1]?.message;
  return inbox
    .slice(last === undefined ? 0 : inbox.indexOf(last) + 1)
    .filter(({ json }) => json !== undefined && kindOf(json) !== undefined);
}

/** Waits until the time of this typist is over. */
export async function expectExpiry(watcher: Tab, person: Person, ttlMs: number, from: number): Promise<number> {
  return await expectTyping(watcher, person, "stopped", {
    from,
    limitMs: ttlMs + LATE_MS,
    sent: `{"type":"typing"}, and nothing more, with TYPING_TTL_MS=${ttlMs}`,
  });
}

/**
 * Waits until this typist, who has vanished, is shown as typing no longer: they stopped, or they left.
 * @param stays whether another tab of theirs is on the board, so that they have not left
 */
export async function expectEnd(
  watcher: Tab,
  { id }: Person,
  { ttlMs, from, stays = false }: { ttlMs: number; from: number; stays?: boolean },
): Promise<void> {
  const { client } = watcher;
  const isOver = () =>
    typingEvents(watcher).some(({ userId, kind }, index) => index >= from && userId === id && kind !== "types");
  await client.until(() => (isOver() ? true : undefined), ttlMs + LATE_MS);
  if (isOver()) return;
  await expect(client).toStayOpen();
  throw new CheckFailure({
    code: failures["types-for-ever"],
    sent: `{"type":"typing"}, and then the connection ended${stays ? ", while another tab of the user stays" : ""}`,
    expected: `${says.stopped(id)}${stays ? "" : ', or "user_left",'} at ${client.name}, within ${(ttlMs + LATE_MS) / 1000} s`,
    received: "nothing of the kind",
    peer: client.name,
  });
}

/** Fails when, between two places in what a tab was told, there is something about anybody else than this typist. */
export function expectOnlyAbout(watcher: Tab, { id }: Person, from: number, to: number): void {
  const other = typingEvents(watcher)
    .slice(from, to)
    .find(({ userId, kind }) => userId !== id && kind !== "left");
  if (other === undefined) return;
  throw new CheckFailure({
    code: failures["typing-after-the-end"],
    sent: `{"type":"typing"} by ${id}, some time after the typing of ${String(other.userId)} had ended`,
    expected: `nothing more about the typing of ${String(other.userId)}`,
    received: other.message.text,
    peer: watcher.client.name,
    event: other.message.event,
  });
}

/** Fails when this tab was told that the person has stopped, who has not. */
export function expectStillTyping(watcher: Tab, { id }: Person): void {
  const stopped = typingEvents(watcher).find(({ userId, kind }) => userId === id && kind !== "types");
  if (stopped === undefined) return;
  throw new CheckFailure({
    code: failures["stopped-at-once"],
    sent: '{"type":"typing"}',
    expected: says.types(id),
    received: `${stopped.message.text} as well`,
    peer: watcher.client.name,
    event: stopped.message.event,
  });
}

/**
 * Fails when this tab was told that somebody types.
 * @param code whose tab it is: that of the typist, or one on another board
 */
export function expectNotTold({ client }: Tab, code: "typist-told" | "typing-elsewhere"): void {
  const message = client.inbox.find(({ json }) => json?.["type"] === "user_typing");
  if (message === undefined) return;
  throw new CheckFailure({
    code: failures[code],
    sent: `{"type":"typing"} by ${code === "typist-told" ? client.name : "a client on another board"}`,
    expected: `nothing about typing at ${client.name}`,
    received: message.text,
    peer: client.name,
    event: message.event,
  });
}

/**
 * Fails when this tab, whose messages were right, was sent an error.
 * @param sent its messages
 */
export function expectNoError({ client }: Tab, sent: string): void {
  const message = client.inbox.find(({ json }) => json?.["type"] === "error" || typeof json?.["error"] === "string");
  if (message === undefined) return;
  throw new CheckFailure({
    code: failures["command-refused"],
    sent,
    expected: `no error at ${client.name}: what it sent is right`,
    received: message.text,
    peer: client.name,
    event: message.event,
  });
}

/**
 * Types, types again shortly before the time is over, and waits for the end, which must not come before the time has passed
 * since the second message. What passed here can only be longer than what passed at the server. Where the second message was
 * dealt with so late that the time may have been over, nothing follows, and it is tried again.
 */
export async function expectRefreshed(watcher: Tab, typist: Tab, boardId: string, ttlMs: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const from = typingEvents(watcher).length;
    const stopped = () =>
      typingEvents(watcher).find(
        ({ userId, kind }, index) => index >= from && userId === typist.person.id && kind === "stopped",
      );
    const type = () => typist.client.send({ type: "typing", boardId });

    const began = performance.now();
    type();
    await watcher.client.until(stopped, REFRESHED_AFTER * ttlMs);
    failIfTooSoon(watcher, stopped(), performance.now() - began, ttlMs);
    const again = performance.now();
    type();
    await handled(typist);
    const isCertain = performance.now() - began <= CERTAINLY * ttlMs;
    await expectExpiry(watcher, typist.person, ttlMs, from);
    if (!isCertain && attempt < ATTEMPTS) continue;
    if (isCertain) failIfTooSoon(watcher, stopped(), performance.now() - again, ttlMs);
    return;
  }
}

function failIfTooSoon({ client }: Tab, stopped: TypingEvent | undefined, passedMs: number, ttlMs: number): void {
  if (stopped === undefined || passedMs >= CERTAINLY * ttlMs) return;
  throw new CheckFailure({
    code: failures["stopped-too-soon"],
    sent: `{"type":"typing"}, and again after ${REFRESHED_AFTER * ttlMs} ms`,
    expected: `"typing":false ${ttlMs} ms after the last of them, as TYPING_TTL_MS says`,
    received: `${stopped.message.text} after ${Math.round(passedMs)} ms`,
    peer: client.name,
    event: stopped.message.event,
  });
}
