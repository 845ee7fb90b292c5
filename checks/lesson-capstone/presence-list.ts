/** Who is on a board: as a message to the one who joins, and over HTTP. */
import { CheckFailure, expect, pattern, type HttpClient, type JsonObject, type Pattern } from "#kit";
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

function phraseOf(people: readonly Person[]): string {
  return JSON.stringify(people.map(({ id, name }) => ({ userId: id, name })));
}

const usersIn = (message: JsonObject) => entriesOf(message["users"] ?? message["viewers"]);

/** Who is missing from a list and who is too much, as the end of a sentence. */
function faultsIn(entries: readonly Entry[] = [], people: readonly Person[]): string {
  const missing = people.filter(({ id }) => !entries.some(({ userId }) => userId === id)).map(({ id }) => id);
  const extra = entries.filter(({ userId }) => !people.some(({ id }) => id === userId)).map(({ userId }) => userId);
  return (
    (missing.length === 0 ? "" : `; missing: ${missing.join(", ")}`) +
    (extra.length === 0 ? "" : `; too much: ${extra.map(String).join(", ")}`)
  );
}

/** The message that tells a client who is on the board. */
function presenceOf(people: readonly Person[], boardId: string, joining: Person): Pattern {
  const isPresence = (message: JsonObject) => message["type"] === "presence";
  const others = people.filter(({ id }) => id !== joining.id);
  const hasOthers = (message: JsonObject) => isPresence(message) && isListOf(others, usersIn(message));
  const hasPeople = (message: JsonObject) => isPresence(message) && isListOf(people, usersIn(message));
  return pattern(
    "presence",
    `a JSON object with "type":"presence", "boardId":"${boardId}" and these "users", each once: ${phraseOf(people)}`,
    (message) => hasPeople(message) && message["boardId"] === boardId,
    {
      missing: failures["no-list"],
      instead: [
        { matches: hasPeople, failure: failures["wrong-fields"] },
        { matches: hasOthers, failure: failures["joiner-not-in-list"] },
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
  await expect(client).toReceive(presenceOf(people, boardId, person));
}

/** Whether this person is on the board as HTTP shows it. */
export async function isListed(http: HttpClient, boardId: string, { id }: Person): Promise<boolean> {
  const { json } = await http.get(`/boards/${boardId}/presence`);
  return entriesOf((json as { data?: unknown } | undefined)?.data)?.some(({ userId }) => userId === id) === true;
}

/** Fails unless exactly these people are on the board as HTTP shows it, now or within 2 s. */
export async function expectList(http: HttpClient, boardId: string, people: readonly Person[]): Promise<void> {
  const listIn = (json: unknown) => entriesOf((json as { data?: unknown } | undefined)?.data);
  const answer = await http.getUntil(`/boards/${boardId}/presence`, ({ json }) => isListOf(people, listIn(json)));
  const entries = listIn(answer.json);
  if (isListOf(people, entries)) return;
  expect(answer).toHaveStatus(200);
  throw new CheckFailure({
    code: failures["wrong-list"],
    sent: answer.sent,
    expected: `exactly these people: ${phraseOf(people)}`,
    received: `${answer.body}${faultsIn(entries, people)}`,
    event: answer.event,
  });
}
