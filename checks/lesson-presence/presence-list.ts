/** Who is on a board: as a message to the one who joins, and over HTTP. */
import {
  CheckFailure,
  expect,
  isSentence,
  listOf,
  pattern,
  type HttpAnswer,
  type HttpClient,
  type JsonObject,
  type Pattern,
} from "#kit";
import { failures } from "./failures.ts";
import type { Person, Tab } from "./people.ts";

interface Entry {
  readonly userId: unknown;
  readonly name: unknown;
}

/** The entries of a list, whose users may also be objects of their own. Undefined when it is no list. */
function entriesOf(list: unknown): readonly Entry[] | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.map((item: JsonObject | null) => {
    const user = (item?.["user"] ?? item) as JsonObject | null;
    return { userId: user?.["userId"] ?? user?.["id"], name: user?.["name"] };
  });
}

/** Whether the list has exactly these people, each once, in any order. */
function isListOf(people: readonly Person[], entries: readonly Entry[] | undefined): boolean {
  return (
    entries?.length === people.length &&
    people.every(({ id, name }) => entries.some((entry) => entry.userId === id && entry.name === name))
  );
}

function hasTwice(entries: readonly Entry[] | undefined): boolean {
  const ids = (entries ?? []).map(({ userId }) => userId).filter(isSentence);
  return new Set(ids).size < ids.length;
}

function phraseOf(people: readonly Person[]): string {
  return JSON.stringify(people.map(({ id, name }) => ({ userId: id, name })));
}

/** The list in the message that tells who is on the board, as it was sent. */
const listIn = (message: JsonObject) => message["users"] ?? message["viewers"];
const usersIn = (message: JsonObject) => entriesOf(listIn(message));

type ListFault = "tab-listed" | "joiner-not-listed" | "namesake-not-listed" | "too-many-listed" | "wrong-list";

/**
 * What is wrong with a list that is not of exactly these people.
 * @param joining the user of the client that was sent it when it joined
 */
function faultOf(people: readonly Person[], entries: readonly Entry[] | undefined, joining?: Person): ListFault {
  if (entries === undefined) return "wrong-list";
  if (hasTwice(entries)) return "tab-listed";
  const missing = missingFrom(entries, people);
  const extra = extraIn(entries, people);
  if (missing.length === 0) return extra.length === 0 ? "wrong-list" : "too-many-listed";
  if (extra.length > 0) return "wrong-list";
  if (missing.length === 1 && missing[0]?.id === joining?.id) return "joiner-not-listed";
  const hasNamesake = ({ name }: Person) => entries.some((entry) => entry.name === name);
  return missing.every(hasNamesake) ? "namesake-not-listed" : "wrong-list";
}

function missingFrom(entries: readonly Entry[], people: readonly Person[]): Person[] {
  return people.filter(({ id }) => !entries.some(({ userId }) => userId === id));
}

function extraIn(entries: readonly Entry[], people: readonly Person[]): Entry[] {
  return entries.filter(({ userId }) => !people.some(({ id }) => id === userId));
}

/** Who is missing from a list, and who is too much, as the end of a sentence. */
function named(entries: readonly Entry[] = [], people: readonly Person[]): string {
  const missing = missingFrom(entries, people).map(({ id }) => id);
  const extra = extraIn(entries, people).map(({ userId }) => String(userId));
  return (
    (missing.length === 0 ? "" : `; missing: ${missing.join(", ")}`) +
    (extra.length === 0 ? "" : `; too much: ${extra.join(", ")}`)
  );
}

/** The message that tells a client who is on the board. */
function presenceOf(people: readonly Person[], joining: Person): Pattern {
  const isPresence = (message: JsonObject) => message["type"] === "presence";
  const hasFault = (fault: ListFault) => (message: JsonObject) =>
    isPresence(message) && faultOf(people, usersIn(message), joining) === fault;
  return pattern(
    "presence",
    `a JSON object with "type":"presence" and these "users", each once: ${phraseOf(people)}`,
    (message) => isPresence(message) && isListOf(people, usersIn(message)),
    {
      missing: failures["no-list"],
      instead: [
        { matches: hasFault("tab-listed"), failure: failures["tab-listed"] },
        { matches: hasFault("joiner-not-listed"), failure: failures["joiner-not-listed"] },
        { matches: hasFault("namesake-not-listed"), failure: failures["namesake-not-listed"] },
        { matches: hasFault("too-many-listed"), failure: failures["too-many-listed"] },
        { matches: isPresence, failure: failures["wrong-list"] },
        { matches: (message) => message["type"] === "connected", failure: failures["no-list"] },
      ],
    },
  );
}

/** Has a tab join a board, and waits for the list of exactly these people. */
export async function expectListOnJoin(
  { client, person }: Tab,
  boardId: string,
  people: readonly Person[],
): Promise<void> {
  client.send({ type: "join", boardId });
  await expect(client).toReceive(presenceOf(people, person));
}

/** Whether this person is on the board as HTTP shows it. */
export async function isListed(http: HttpClient, boardId: string, { id }: Person): Promise<boolean> {
  const { json } = await http.get(`/boards/${boardId}/presence`);
  return entriesOf((json as { data?: unknown } | undefined)?.data)?.some(({ userId }) => userId === id) === true;
}

/**
 * Fails unless exactly these people are on the board as HTTP shows it, now or within 2 s.
 * @param why what probably changed the list, where the check knows better than the failure's own text
 */
export async function expectList(
  http: HttpClient,
  boardId: string,
  people: readonly Person[],
  why?: string,
): Promise<void> {
  const listIn = (json: unknown) => entriesOf((json as { data?: unknown } | undefined)?.data);
  const answer = await http.getUntil(`/boards/${boardId}/presence`, ({ json }) => isListOf(people, listIn(json)));
  const entries = listIn(answer.json);
  if (isListOf(people, entries)) return;
  expect(answer).toHaveStatus(200);
  throw new CheckFailure({
    code: failures[faultOf(people, entries)],
    sent: answer.sent,
    expected: `exactly these people: ${phraseOf(people)}`,
    received: `${answer.body}${named(entries, people)}`,
    ...(why === undefined ? {} : { why }),
    event: answer.event,
  });
}

/** Fails when what these tabs were sent, or the list over HTTP, holds a token or an address of one of their users. */
export function expectNoSecrets(tabs: readonly Tab[], body: string): void {
  const secrets = tabs.flatMap(({ person: { token, email } }) => [token, email]);
  const isTelling = (text: string) => secrets.some((secret) => text.includes(secret));
  const messages = tabs.flatMap(({ client }) => client.inbox.map(({ text, event }) => ({ text, event, client })));
  const found = messages.find(({ text }) => isTelling(text));
  if (found === undefined && !isTelling(body)) return;
  throw new CheckFailure({
    code: failures["secrets-listed"],
    sent: '{"type":"join"} by two users',
    expected: "ids and names of users, and nothing that only they may know",
    received: found?.text ?? body,
    peer: found?.client.name ?? "http-1",
    event: found?.event,
  });
}

/** From here on a number may be a time: 2001 in seconds since 1970. */
const FIRST_TIME = 1_000_000_000;

/** Fails when an entry of a list says more than ids, a name and a time. */
export function expectOnlyNames(tabs: readonly Tab[], { body, json }: HttpAnswer): void {
  const known = new Set(tabs.flatMap(({ person: { id, name } }) => [id, name]));
  const ofHttp = { text: body, list: (json as JsonObject | undefined)?.["data"], event: undefined, peer: "http-1" };
  const ofMessages = tabs.flatMap(({ client }) =>
    client.inbox
      .filter(({ json }) => json?.["type"] === "presence")
      .map(({ json = {}, text, event }) => ({ text, list: listIn(json), event, peer: client.name })),
  );
  for (const { text, list, event, peer } of [...ofMessages, ofHttp]) {
    const more = Array.isArray(list) ? list.flatMap((entry) => moreIn(entry, known)) : [];
    if (more.length === 0) continue;
    throw new CheckFailure({
      code: failures["more-listed"],
      sent: '{"type":"join"} by two users',
      expected: "entries with an id and a name, and perhaps since when",
      received: `${text}; more than that: ${listOf([...new Set(more)], "and")}`,
      peer,
      event,
    });
  }
}

/** The fields of an entry that hold neither an id or a name of those who are there, nor a time. */
function moreIn(entry: JsonObject | null, known: ReadonlySet<unknown>): string[] {
  return Object.entries(entry ?? {}).flatMap(([field, value]) => {
    if (field === "user" && typeof value === "object") return moreIn(value as JsonObject | null, known);
    const isTime =
      (typeof value === "number" && value >= FIRST_TIME) ||
      (typeof value === "string" && /^\d{4}-/.test(value) && !Number.isNaN(Date.parse(value)));
    const isId = /id$/i.test(field) && typeof value === "string";
    return known.has(value) || isTime || isId || value === null ? [] : [JSON.stringify(field)];
  });
}
