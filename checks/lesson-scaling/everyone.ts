/** Who is on a board, over all instances: as a list, and as what the clients were told. */
import { CheckFailure, expect, explained, type Explanation, type JsonObject, type Redis, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { PEOPLE_CHANNEL, type Person, type Tab } from "./instances.ts";

/** How long news may take that needs no timer, and what a busy machine may add to a timer, in milliseconds. */
const TOLD_WITHIN_MS = 2_000;
const LATE_MS = 1_500;
const RECOVERED_WITHIN_MS = 5_000;

/** How often an instance looks again while it hears nothing, as a part of PRESENCE_TTL_MS. */
const LOOKS_AGAIN = 0.25;

interface Wanted {
  readonly type: "user_joined" | "user_left";
  readonly person: Person;
}

export const came = (person: Person): Wanted => ({ type: "user_joined", person });
export const went = (person: Person): Wanted => ({ type: "user_left", person });

interface Listed {
  readonly id: unknown;
  readonly name: unknown;
}

/** Who is listed. Undefined when it is no list. */
function listIn(json: unknown): readonly Listed[] | undefined {
  const { data } = (json ?? {}) as { data?: unknown };
  if (!Array.isArray(data)) return undefined;
  return data.map((item: JsonObject | null) => ({ id: item?.["userId"] ?? item?.["id"], name: item?.["name"] }));
}

/** Whether exactly these people are listed, each once. */
function isListOf(people: readonly Person[], listed: readonly Listed[] | undefined): boolean {
  const isListed = ({ id, name }: Person) => listed?.some((one) => one.id === id && one.name === name) === true;
  return listed?.length === people.length && people.every(isListed);
}

/** Fails unless these instances list exactly these people, each once, now or within 2 s. */
export async function expectEveryone(
  instances: readonly Tools[],
  boardId: string,
  people: readonly Person[],
): Promise<void> {
  for (const instance of instances) await expectListAt(instance, instances, boardId, people, TOLD_WITHIN_MS);
}

/** Resolves with whether these instances list exactly these people, each now or within 2 s. */
export async function isEverywhere(
  instances: readonly Tools[],
  boardId: string,
  people: readonly Person[],
): Promise<boolean> {
  for (const { http } of instances) {
    const isRight = ({ json }: { readonly json: unknown }) => isListOf(people, listIn(json));
    if (!isRight(await http.getUntil(`/boards/${boardId}/presence`, isRight))) return false;
  }
  return true;
}

/** Resolves with whether this instance lists the person, now or within 2 s. */
export async function isListedAt({ http }: Tools, boardId: string, { id }: Person): Promise<boolean> {
  const isThere = ({ json }: { readonly json: unknown }) => listIn(json)?.some((one) => one.id === id) === true;
  return isThere(await http.getUntil(`/boards/${boardId}/presence`, isThere));
}

/** Whether a user is no longer in the list of an instance, now or soon. */
export async function isUnlistedAt({ http }: Tools, boardId: string, { id }: Person): Promise<boolean> {
  const isGone = ({ json }: { readonly json: unknown }) => listIn(json)?.every((one) => one.id !== id) === true;
  return isGone(await http.getUntil(`/boards/${boardId}/presence`, isGone));
}

/** Resolves with whether this client is told that a user has left, now or within 2 s; its own user as well. */
export async function isToldThatLeft({ client }: Tab, { id }: Person): Promise<boolean> {
  const isTold = () => client.inbox.some(({ json }) => json?.["type"] === "user_left" && json["userId"] === id);
  return (await client.until(() => isTold() || undefined, TOLD_WITHIN_MS)) === true;
}

/** The same, within 5 s: after Redis has come back. */
export async function expectEveryoneAgain(
  instances: readonly Tools[],
  boardId: string,
  people: readonly Person[],
): Promise<void> {
  for (const instance of instances) await expectListAt(instance, instances, boardId, people, RECOVERED_WITHIN_MS);
}

async function expectListAt(
  { http, server }: Tools,
  instances: readonly Tools[],
  boardId: string,
  people: readonly Person[],
  limitMs: number,
): Promise<void> {
  const began = performance.now();
  const isRight = ({ json }: { readonly json: unknown }) => isListOf(people, listIn(json));
  let answer;
  // Each time, it asks again for 2 s.
  do answer = await http.getUntil(`/boards/${boardId}/presence`, isRight);
  while (!isRight(answer) && performance.now() - began < limitMs);
  if (isRight(answer)) return;
  expect(answer).toHaveStatus(200);
  const listed = listIn(answer.json) ?? [];
  const other = instances.find((instance) => instance.http !== http);
  const there = other && (await other.http.get(`/boards/${boardId}/presence`));
  const also = there === undefined ? "" : `; at the same time at ${other?.server.name}: ${there.body}`;
  throw new CheckFailure({
    code: failures[faultOf(people, listed, listIn(there?.json))],
    sent: `${answer.sent} to ${server.name}`,
    expected: `exactly these people, within ${limitMs / 1000} s: ${phraseOf(people)}`,
    received: `${answer.body}${also}`,
    event: answer.event,
  });
}

/**
 * What is wrong with a list that is not of exactly these people.
 * @param there the list of the other instance, where there is one
 */
function faultOf(
  people: readonly Person[],
  listed: readonly Listed[],
  there: readonly Listed[] | undefined,
): keyof typeof failures {
  const ids = new Set(listed.map(({ id }) => id));
  if (ids.size < listed.length) return "listed-twice";
  const missing = people.filter(({ id }) => !ids.has(id));
  if (missing.length === 0) return listed.length > people.length ? "ghost-people" : "wrong-name";
  const hasNamesake = ({ name }: Person) => listed.some((one) => one.name === name);
  if (missing.length + listed.length === people.length && missing.every(hasNamesake)) return "namesake-missing";
  if (there === undefined || isListOf(people, there)) return "people-missing";
  if (listed.length === 0 && there.length === 0) return "nobody-counts";
  const isAlsoThere = (id: unknown) => there.some((one) => one.id === id);
  if (missing.every(({ id }) => isAlsoThere(id)) && !listed.some(({ id }) => isAlsoThere(id))) return "only-own-people";
  return listed.length === there.length && listed.every(({ id }) => isAlsoThere(id))
    ? "people-overwritten"
    : "people-missing";
}

function phraseOf(people: readonly Person[]): string {
  return JSON.stringify(people.map(({ id, name }) => ({ userId: id, name })));
}

interface News {
  readonly type: unknown;
  readonly userId: unknown;
  readonly message: Tab["client"]["inbox"][number];
}

/** What a client was told about others: that they have come, or gone. Its own user is not news. */
function newsAt({ client, person }: Tab): readonly News[] {
  return client.inbox.flatMap((message) => {
    const { type, userId } = message.json ?? {};
    const isNews = (type === "user_joined" || type === "user_left") && userId !== person.id;
    return isNews ? [{ type, userId, message }] : [];
  });
}

/**
 * Waits until the client has been told exactly this since it came, in this order. Where nothing came, a message of the check
 * finds out whether its instance would look again.
 */
export async function expectTold(tab: Tab, redis: Redis, ...wanted: readonly Wanted[]): Promise<void> {
  await explained(
    () => expectNews(tab, wanted, { limitMs: TOLD_WITHIN_MS, missing: failures["not-announced"] }),
    ({ received }) => whyUntold(tab, redis, wanted.length, received),
    failures["not-announced"],
  );
}

/** Whether the client's instance looks again once it hears a message. @param count how much the client should have been told */
async function whyUntold(tab: Tab, redis: Redis, count: number, received: string): Promise<Explanation> {
  const came = newsAt(tab).length;
  const receivers = await redis.publish(PEOPLE_CHANNEL, tab.boardId);
  const isTold = () => newsAt(tab).length >= count || undefined;
  const isLate = receivers > 0 && (await tab.client.until(isTold, LATE_MS)) === true;
  const heard = came > 0 ? "nothing-changed-in-redis" : "not-announced";
  const code = receivers === 0 ? "people-not-subscribed" : isLate ? "looked-at-too-late" : heard;
  const seen =
    receivers === 0
      ? `in Redis nothing has subscribed to "${PEOPLE_CHANNEL}"`
      : `after the check itself had published on "${PEOPLE_CHANNEL}", ${isLate ? "it came" : "still no more"}`;
  return { code: failures[code], received: `${received}; ${seen}` };
}

/** The same for people of an instance that was killed just now: what it has written may count for ttlMs more. */
export async function expectToldOfDeath(tab: Tab, ttlMs: number, ...wanted: readonly Wanted[]): Promise<void> {
  const limitMs = ttlMs * (1 + LOOKS_AGAIN) + LATE_MS;
  await expectNews(tab, wanted, { limitMs, missing: failures["ghost-people"] });
}

async function expectNews(
  tab: Tab,
  wanted: readonly Wanted[],
  { limitMs, missing }: { limitMs: number; missing: (typeof failures)[keyof typeof failures] },
): Promise<void> {
  const { client } = tab;
  await client.until(() => (newsAt(tab).length >= wanted.length ? true : undefined), limitMs);
  await expect(client).toStayOpen();
  const news = newsAt(tab);
  const wrong = news.find((one, index) => {
    const due = wanted[index];
    return due === undefined || one.type !== due.type || one.userId !== due.person.id;
  });
  if (wrong === undefined && news.length === wanted.length) return;
  throw new CheckFailure({
    code: wrong === undefined ? missing : failures["wrongly-announced"],
    sent: client.lastSent ?? "",
    expected: `at ${client.name}, within ${limitMs / 1000} s: ${wanted.map(({ type, person }) => `${type} of ${person.id}`).join(", then ")}`,
    received: news.length === 0 ? "nothing of the kind" : news.map(({ message }) => message.text).join(", then "),
    peer: client.name,
    event: wrong?.message.event,
  });
}
