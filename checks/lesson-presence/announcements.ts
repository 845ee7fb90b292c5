/** What those on a board are told about people who come and go. */
import { CheckFailure, expect, explained, type JsonObject, type Tools, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { whetherNotedLate } from "./noted-late.ts";
import { handled, userIdIn, type Person, type Tab } from "./people.ts";
import { isListed } from "./presence-list.ts";

/** How long an announcement may take, in milliseconds. */
const REPLY_LIMIT_MS = 2_000;

export interface News {
  readonly type: "user_joined" | "user_left";
  readonly person: Person;
  /** What the person did, for example `{"type":"leave"} by the last tab`. */
  readonly how?: string | undefined;
}

export const came = (person: Person): News => ({ type: "user_joined", person });
/** @param how in which way the last tab has left */
export const went = (person: Person, how?: string): News => ({ type: "user_left", person, how });

function nameIn(message: JsonObject): unknown {
  return message["name"] ?? (message["user"] as JsonObject | undefined)?.["name"];
}

/**
 * Waits until this tab has been told exactly this, in this order, since it was last asked. That nothing else was announced
 * before the last of them is part of it. A server may also tell a tab about its own user.
 */
export async function expectNews(tab: Tab, boardId: string, ...wanted: readonly News[]): Promise<void> {
  const { client } = tab;
  const news = () => newsAt(tab);
  await client.until(() => (news().length >= wanted.length ? true : undefined), REPLY_LIMIT_MS);
  const got = news();
  const phrase = wanted.map(({ type, person: { id } }) => `"${type}" of ${id}`).join(", then ");
  for (const [index, each] of wanted.entries()) {
    const message = got[index];
    if (message === undefined) {
      // A server or a connection that has ended is named as such.
      await expect(client).toStayOpen();
      throw new CheckFailure({
        code: each.type === "user_joined" ? failures["arrival-not-told"] : failures["departure-not-told"],
        sent: each.how ?? sentBefore(each.type, each.person.id, boardId),
        expected: `${phrase} at ${client.name}, within ${REPLY_LIMIT_MS / 1000} s`,
        received: got.length === 0 ? "nothing of the kind" : got.map(({ text }) => text).join(", then "),
        peer: client.name,
      });
    }
    const json = message.json as JsonObject;
    if (isSuch(json, each, boardId)) continue;
    const isKnown = wasAnnounced(client, message);
    throw new CheckFailure({
      code: failures[codeFor(json, each, boardId, isKnown)],
      sent: sentFor(isKnown ? json : undefined, each, wanted, boardId),
      expected: `${phrase} at ${client.name}, and nothing else`,
      received: `${message.text}${fieldsIn(json, each)}`,
      peer: client.name,
      event: message.event,
    });
  }
  tab.read += wanted.length;
}

/**
 * The same for the last of these, by which somebody leaves. Where it is not told, the list over HTTP says whether the server
 * has taken note of it at all.
 */
export async function expectDeparture(
  tools: Pick<Tools, "http" | "websocket">,
  tab: Tab,
  boardId: string,
  ...wanted: readonly News[]
): Promise<void> {
  await explained(
    () => expectNews(tab, boardId, ...wanted),
    async ({ received }) => {
      const person = wanted.at(-1)?.person;
      if (person === undefined || !(await isListed(tools.http, boardId, person))) return undefined;
      const more = `${received}; and ${person.id} is still in the list over HTTP`;
      const late = await whetherNotedLate(tools, `${boardId}-asked`, tab.person, person);
      return { code: failures["departure-not-noticed"], ...late, received: more };
    },
    failures["departure-not-told"],
  );
}

/**
 * Fails when this tab has been told that the person has left, of whom another tab is there.
 * @param how what one of the person's tabs did
 */
export async function expectNobodyLeft(tab: Tab, { id }: Person, how: string): Promise<void> {
  await handled(tab);
  const message = newsAt(tab).find(({ json }) => json?.["type"] === "user_left" && userIdIn(json) === id);
  if (message === undefined) return;
  throw new CheckFailure({
    code: failures["tab-closed-announced"],
    sent: how,
    expected: `nothing at ${tab.client.name}: another tab of ${id} is on the board`,
    received: message.text,
    peer: tab.client.name,
    event: message.event,
  });
}

/** Fails when this tab has been told more than was awaited; a message of its own is answered first. */
export async function expectNoMoreNews(tab: Tab): Promise<void> {
  await handled(tab);
  const message = newsAt(tab)[0];
  if (message === undefined) return;
  throw new CheckFailure({
    code: failures[message.json?.["type"] === "user_joined" ? "tab-announced" : "wrong-announcement"],
    sent: '{"type":"join"}, once',
    expected: `nothing more about people at ${tab.client.name}`,
    received: `${message.text} as well`,
    peer: tab.client.name,
    event: message.event,
  });
}

/** Resolves with whether this tab is told that the person has come, after 2 s at the latest. */
export async function isToldOf(tab: Tab, { id }: Person): Promise<boolean> {
  const isSaid = () => newsAt(tab).some(({ json }) => json?.["type"] === "user_joined" && userIdIn(json) === id);
  return (await tab.client.until(() => isSaid() || undefined, REPLY_LIMIT_MS)) === true;
}

/** What this tab was told about the coming and going of others, and has not been looked at. */
function newsAt({ client, person, read }: Tab): WebSocketClient["inbox"] {
  return client.inbox
    .filter(({ json }) => json !== undefined && isNews(json) && userIdIn(json) !== person.id)
    .slice(read);
}

function isNews({ type }: JsonObject): boolean {
  return type === "user_joined" || type === "user_left";
}

function isSuch(message: JsonObject, { type, person }: News, boardId: string): boolean {
  return (
    message["type"] === type &&
    userIdIn(message) === person.id &&
    nameIn(message) === person.name &&
    (message["boardId"] === undefined || message["boardId"] === boardId)
  );
}

/** Whether this client had been told before that the user of this message has come. */
function wasAnnounced({ inbox }: WebSocketClient, message: WebSocketClient["inbox"][number]): boolean {
  const userId = userIdIn(message.json ?? {});
  return inbox
    .slice(0, inbox.indexOf(message))
    .some(({ json }) => json?.["type"] === "user_joined" && userIdIn(json) === userId);
}

/**
 * What led to a message that came instead of `each`.
 * @param message undefined when it is not known what it is about
 */
function sentFor(message: JsonObject | undefined, each: News, wanted: readonly News[], boardId: string): string {
  if (message?.["type"] === "user_joined") return sentBefore("user_joined", userIdIn(message), boardId);
  const how = each.how ?? wanted.findLast((news) => news.how !== undefined)?.how;
  return how ?? sentBefore(each.type, each.person.id, boardId);
}

/** What leads to such an announcement. */
function sentBefore(type: unknown, userId: unknown, boardId: string): string {
  const by = `"boardId":"${boardId}"} by ${String(userId)}`;
  return type === "user_joined"
    ? `{"type":"join",${by}`
    : `{"type":"leave",${by}, or the end of one of its connections`;
}

/** Whether the id stands where the name belongs, and the name where the id does. */
function hasExchangedFields(message: JsonObject, { type, person }: News): boolean {
  return message["type"] === type && userIdIn(message) === person.name && nameIn(message) === person.id;
}

/** Which of the two fields is missing or holds something else, as the end of a sentence. */
function fieldsIn(message: JsonObject, wanted: News): string {
  if (!hasWrongFields(message, wanted) || hasExchangedFields(message, wanted)) return "";
  const fields = [
    ["userId", userIdIn(message), wanted.person.id],
    ["name", nameIn(message), wanted.person.name],
  ] as const;
  const wrong = fields.filter(([, value, due]) => value !== due);
  return `: ${wrong.map(([name, value]) => `"${name}" ${value === undefined ? "is missing" : `is ${JSON.stringify(value)}`}`).join(", and ")}`;
}

/** Whether a message is of the type that was awaited, and does not have this person's id and name in its fields. */
function hasWrongFields(message: JsonObject, { type, person }: News): boolean {
  const userId = userIdIn(message);
  if (message["type"] !== type) return false;
  return userId === person.id ? nameIn(message) !== person.name : typeof userId !== "string" || userId === person.name;
}

/**
 * What it is called when this came instead of what was awaited.
 * @param isKnown whether this tab was told before that the user has come
 */
function codeFor(message: JsonObject, wanted: News, wantedBoardId: string, isKnown: boolean): keyof typeof failures {
  const { type, boardId } = message;
  if (hasExchangedFields(message, wanted)) return "fields-exchanged";
  if (hasWrongFields(message, wanted)) return "wrong-fields";
  if (!isKnown && type === "user_left" && userIdIn(message) === wanted.person.id) return "arrival-not-told";
  if (!isKnown || (boardId !== undefined && boardId !== wantedBoardId)) return "wrong-announcement";
  return type === "user_joined" ? "tab-announced" : "tab-closed-announced";
}
