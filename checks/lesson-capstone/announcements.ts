/** What those on a board are told about people who come and go. */
import {
  CheckFailure,
  expect,
  explained,
  type Explanation,
  type HttpClient,
  type JsonObject,
  type WebSocketClient,
} from "#kit";
import { failures } from "./failures.ts";
import { handled, joinBoard, type Person, type Tab } from "./people.ts";
import { isListed } from "./presence-list.ts";

/** How long an announcement may take, in milliseconds. */
const REPLY_LIMIT_MS = 2_000;
/** How long a user that has left may stay in a list where only the cause is asked for, in milliseconds. */
const SOON_MS = 300;

export interface News {
  readonly type: "user_joined" | "user_left";
  readonly person: Person;
  /** What the person did, for example `its connection ended`. */
  readonly how?: string | undefined;
}

export const came = (person: Person): News => ({ type: "user_joined", person });
/** @param how in which way the person has left */
export const went = (person: Person, how?: string): News => ({ type: "user_left", person, how });

/** The id of the user that a message is about. */
function userIdIn(message: JsonObject): unknown {
  return message["userId"] ?? (message["user"] as JsonObject | undefined)?.["id"];
}

function nameIn(message: JsonObject): unknown {
  return message["name"] ?? (message["user"] as JsonObject | undefined)?.["name"];
}

/**
 * Waits until this tab has been told exactly this, in this order, since it was last asked. That nothing else was announced
 * before the last of them is part of it, and so is that it was told nothing about its own user.
 */
export async function expectNews(tab: Tab, boardId: string, ...wanted: readonly News[]): Promise<void> {
  const { client } = tab;
  const news = () => newsAt(tab);
  await client.until(() => (news().length >= wanted.length ? true : undefined), REPLY_LIMIT_MS);
  expectNothingOfItself(tab);
  const got = news();
  const phrase = wanted.map(({ type, person: { id } }) => `"${type}" of ${id}`).join(", then ");
  for (const [index, each] of wanted.entries()) {
    const message = got[index];
    if (message === undefined) {
      // A server or a connection that has ended is named as such.
      await expect(client).toStayOpen();
      throw new CheckFailure({
        code: each.type === "user_joined" ? failures["arrival-not-told"] : failures["departure-not-told"],
        sent: each.how ?? sentBefore(each.type, each.person.id),
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
      sent: isKnown ? sentBefore(json["type"], userIdIn(json)) : sentBefore(each.type, each.person.id),
      expected: `${phrase} at ${client.name}, on the board ${boardId}, and nothing else`,
      received: message.text,
      peer: client.name,
      event: message.event,
    });
  }
  tab.read += wanted.length;
}

/** The same for one who leaves; where nothing is told, it matters whether the list still has them. */
export async function expectDeparture(http: HttpClient, tab: Tab, boardId: string, news: News): Promise<void> {
  await explained(
    () => expectNews(tab, boardId, news),
    async ({ received }) => {
      if (!(await isListed(http, boardId, news.person))) return undefined;
      const more = `${received}, and ${news.person.id} is still in the list over HTTP`;
      return { code: failures["departure-not-noticed"], received: more };
    },
    failures["departure-not-told"],
  );
}

/**
 * A user whose only connection was on several boards is still on one of them: which boards does the end of a connection leave?
 * @param open opens a connection of the user that joins these boards, in this order
 */
export async function whichBoardsAreLeft(
  http: HttpClient,
  boardIds: readonly string[],
  open: (boardIds: readonly string[]) => Promise<Tab>,
  received: string,
): Promise<Explanation | undefined> {
  const tab = await open(boardIds);
  tab.client.destroy();
  const isLeft = (boardId: string) => isLeftSoon(http, boardId, tab.person);
  const left: boolean[] = [];
  for (const boardId of boardIds) left.push(await isLeft(boardId));
  if (left.filter(Boolean).length !== 1) return undefined;
  const place = left.indexOf(true);
  const which = place === boardIds.length - 1 ? "last" : place === 0 ? "first" : "in between";
  return {
    code: failures["left-one-board-only"],
    received: `${received}. One more connection of ${tab.person.id} joined ${boardIds.join(", ")}, in this order, and broke off: the user is off the board ${boardIds[place]} and still on the ${boardIds.length === 2 ? "other one" : "others"}`,
    why: `when a connection ends that is on one board, its user leaves it; when it is on several boards, its user leaves only the one that was joined ${which} and stays on the others`,
  };
}

async function isLeftSoon(http: HttpClient, boardId: string, person: Person): Promise<boolean> {
  const until = performance.now() + SOON_MS;
  do {
    if (!(await isListed(http, boardId, person))) return true;
  } while (performance.now() < until);
  return false;
}

/** Fails when this tab has been told more than was awaited; a message of its own is answered first. */
export async function expectNoMoreNews(tab: Tab): Promise<void> {
  await handled(tab);
  const message = newsAt(tab)[0];
  if (message === undefined) return;
  const { type } = message.json as JsonObject;
  throw new CheckFailure({
    code: failures[type === "user_joined" ? "tab-announced" : "tab-closed-announced"],
    sent: sentBefore(type, userIdIn(message.json as JsonObject)),
    expected: `nothing more about people at ${tab.client.name}`,
    received: `${message.text} as well`,
    peer: tab.client.name,
    event: message.event,
  });
}

/** Fails when this tab was told that its own user has come or gone, which is for the others. */
export function expectNothingOfItself({ client, person }: Tab): void {
  const message = client.inbox.find(({ json }) => json !== undefined && isNews(json) && userIdIn(json) === person.id);
  if (message === undefined) return;
  throw new CheckFailure({
    code: failures["told-of-itself"],
    sent: `${message.json?.["type"] === "user_joined" ? '{"type":"join"}' : '{"type":"leave"}'} by ${client.name}, a tab of ${person.id}`,
    expected: `"${String(message.json?.["type"])}" of ${person.id} at the others on the board, and not at ${client.name}`,
    received: message.text,
    peer: client.name,
    event: message.event,
  });
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
    message["boardId"] === boardId
  );
}

/** Whether this client had been told before that the user of this message has come. */
function wasAnnounced({ inbox }: WebSocketClient, message: WebSocketClient["inbox"][number]): boolean {
  const userId = userIdIn(message.json ?? {});
  return inbox
    .slice(0, inbox.indexOf(message))
    .some(({ json }) => json?.["type"] === "user_joined" && userIdIn(json) === userId);
}

/** What leads to such an announcement. */
function sentBefore(type: unknown, userId: unknown): string {
  const joins = `{"type":"join"} by ${String(userId)}`;
  return type === "user_joined" ? joins : `{"type":"leave"} by ${String(userId)}, or the end of one of its connections`;
}

/** Whether a message is of the type that was awaited, and does not have a board, and this person's id and name, in its fields. */
function hasWrongFields(message: JsonObject, { type, person }: News): boolean {
  const userId = userIdIn(message);
  if (message["type"] !== type) return false;
  if (message["boardId"] === undefined) return true;
  return userId === person.id ? nameIn(message) !== person.name : typeof userId !== "string" || userId === person.name;
}

/**
 * What it is called when this came instead of what was awaited.
 * @param isKnown whether this tab was told before that the user has come
 */
function codeFor(
  message: JsonObject,
  wanted: News,
  wantedBoardId: string,
  isKnown: boolean,
): "tab-announced" | "tab-closed-announced" | "wrong-announcement" | "wrong-fields" | "arrival-not-told" {
  const { type, boardId } = message;
  if (hasWrongFields(message, wanted)) return "wrong-fields";
  if (!isKnown && type === "user_left" && userIdIn(message) === wanted.person.id) return "arrival-not-told";
  if (!isKnown || (boardId !== undefined && boardId !== wantedBoardId)) return "wrong-announcement";
  return type === "user_joined" ? "tab-announced" : "tab-closed-announced";
}

/**
 * The user of a connection that ended is still on the second board that it had joined, and has another tab on the first: does a
 * user leave both who has no other tab?
 * @param open opens a connection of another user
 */
export async function whetherAnotherTabEndsIt(
  http: HttpClient,
  [shared, own]: readonly [string, string],
  open: (boardId: string) => Promise<Tab>,
): Promise<Explanation | undefined> {
  const tab = await open(shared);
  await joinBoard(tab, own);
  tab.client.destroy();
  for (const boardId of [shared, own]) if (!(await isLeftSoon(http, boardId, tab.person))) return undefined;
  return {
    code: failures["ends-at-another-tab"],
    why: `a connection had joined ${shared}, where another tab of its user stays, and ${own}. When it ended, its user stayed on ${own} as well; another user, who has no other tab, has left both. So the boards of a connection are gone through, and one with another tab ends that`,
  };
}
