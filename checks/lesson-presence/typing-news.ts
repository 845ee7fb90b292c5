/** What those on a board are told about who is typing. */
import { CheckFailure, expect, explained, type Explanation, type JsonObject, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { handled, userIdIn, type Person, type Tab } from "./people.ts";

/** How long news may take that no timer holds back, and what a busy machine may add to a timer, in milliseconds. */
export const REPLY_LIMIT_MS = 2_000;
export const LATE_MS = 1_500;

/** Something that a tab was told about a typist: that they type, that they stopped, or that they left. */
export interface TypingEvent {
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

/** What a tab is told, in words. */
export const says = {
  types: (id: string) => `"user_typing" of ${id} with "typing":true`,
  stopped: (id: string) => `"user_typing" of ${id} with "typing":false`,
};

/**
 * Waits until this tab is told that the person types, or has stopped, and returns how many events it has been told by then.
 * @param from how many events do not count any more
 * @param why what probably kept it from the tab, where the check knows better than the failure's own text
 */
export async function expectTyping(
  watcher: Tab,
  { id }: Person,
  kind: "types" | "stopped",
  {
    from = 0,
    limitMs = REPLY_LIMIT_MS,
    sent = "",
    why,
  }: { from?: number; limitMs?: number; sent?: string; why?: string } = {},
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
    ...(why === undefined ? {} : { why }),
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

interface Expiry {
  /** Whether nobody says that they have stopped, so that whatever ends was ended by a timer. */
  readonly untouched?: boolean;
  /** Finds out why nothing ends it. */
  readonly ask?: () => Promise<Explanation | undefined>;
}

/** Waits until the time of this typist is over. */
export async function expectExpiry(
  watcher: Tab,
  person: Person,
  ttlMs: number,
  from: number,
  { untouched = false, ask }: Expiry = {},
): Promise<number> {
  const sent = `{"type":"typing"}, and nothing more, with TYPING_TTL_MS=${ttlMs}`;
  return await explained(
    () => expectTyping(watcher, person, "stopped", { from, limitMs: ttlMs + LATE_MS, sent }),
    async ({ received }) => {
      const found = await whatEnds(watcher, person, from, untouched);
      const more = found?.code === failures["ends-too-late"] ? undefined : await ask?.();
      return more === undefined ? found : { ...more, received: `${received}. ${more.received}` };
    },
    failures["types-for-ever"],
  );
}

/** The time that a server takes when it does not read TYPING_TTL_MS, in milliseconds: its default, or somewhat more. */
const DEFAULT_TTL_MS = 5_000;

/** Whether anything ends this typing later, and whether it ended another one; asked once it is too late. */
async function whatEnds(
  watcher: Tab,
  { id }: Person,
  from: number,
  untouched: boolean,
): Promise<Explanation | undefined> {
  const { client } = watcher;
  const ended = (isOne: (userId: unknown) => boolean) =>
    typingEvents(watcher).some(({ userId, kind }, index) => index >= from && kind === "stopped" && isOne(userId));
  if (untouched && ended((userId) => userId !== id)) return { code: failures["timer-replaced"] };
  await client.until(() => ended((userId) => userId === id) || undefined, DEFAULT_TTL_MS);
  if (!ended((userId) => userId === id)) return undefined;
  return {
    code: failures["ends-too-late"],
    received: `nothing of the kind by then, and "typing":false within ${DEFAULT_TTL_MS / 1000} s more`,
  };
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
export function expectOnlyAbout(
  watcher: Tab,
  { id }: Person,
  from: number,
  to: number,
  code: "typing-after-stop" | "typing-after-the-end" = "typing-after-the-end",
): void {
  const other = typingEvents(watcher)
    .slice(from, to)
    .find(({ userId, kind }) => userId !== id && kind !== "left");
  if (other === undefined) return;
  throw new CheckFailure({
    code: failures[code],
    sent: `{"type":"typing"} by ${id}, some time after the typing of ${String(other.userId)} had ended${code === "typing-after-stop" ? ' by {"type":"stop_typing"}' : " with its connection"}`,
    expected: `nothing more about the typing of ${String(other.userId)}`,
    received: other.message.text,
    peer: watcher.client.name,
    event: other.message.event,
  });
}

/** Fails when, after `from` events, the others are told something although the typist has only said once more that they stopped. */
export async function expectNothingMore(watcher: Tab, typist: Tab, from: number): Promise<void> {
  await handled(typist);
  await handled(watcher);
  const more = typingEvents(watcher)[from];
  if (more === undefined) return;
  throw new CheckFailure({
    code: failures["stop-told-again"],
    sent: '{"type":"stop_typing"} by a user who has stopped already',
    expected: `nothing more about the typing of ${typist.person.id}`,
    received: more.message.text,
    peer: watcher.client.name,
    event: more.message.event,
  });
}

/** Fails when, after `from` events, this tab was told that somebody has stopped, although nobody has. */
export async function expectNobodyStopped(watcher: Tab, { from, sent }: { from: number; sent: string }): Promise<void> {
  await handled(watcher);
  const stopped = typingEvents(watcher)
    .slice(from)
    .find(({ kind }) => kind === "stopped");
  if (stopped === undefined) return;
  throw new CheckFailure({
    code: failures["another-stopped"],
    sent,
    expected: `nothing about typing at ${watcher.client.name}: those who type there type on`,
    received: stopped.message.text,
    peer: watcher.client.name,
    event: stopped.message.event,
  });
}

/** Waits until another tab of the typist has been told that its user types. */
export async function expectOwnTabTold({ client, person }: Tab): Promise<void> {
  const isTold = () => (client.inbox.some(({ json }) => json?.["type"] === "user_typing") ? true : undefined);
  await client.until(isTold, REPLY_LIMIT_MS);
  if (isTold() === true) return;
  await expect(client).toStayOpen();
  throw new CheckFailure({
    code: failures["own-tab-not-told"],
    sent: '{"type":"typing"} by another tab of the same user',
    expected: `${says.types(person.id)} at ${client.name}: it is another connection`,
    received: "nothing of the kind",
    peer: client.name,
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
