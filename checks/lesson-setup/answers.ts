import { CheckFailure, like, type BoardList, type HttpAnswer } from "#kit";
import { failures } from "./failures.ts";

/** Every failure of the task board is JSON with an `error`, a sentence or an object that holds one. */
export const errorBody = {
  error: like.where(
    'an "error" that says something',
    (value) => (typeof value === "string" && value.trim() !== "") || (typeof value === "object" && value !== null),
  ),
};

/** What a refused body may be answered with: 422 says the same as 400, more precisely (RFC 9110 section 15.5.21). */
export const INVALID = [400, 422] as const;

/** What a body that names something unknown or unsuitable may be answered with. */
export const REFUSED = [400, 404, 409, 422] as const;

/** A time behind this one, in the same format. */
export function laterThan(time: string) {
  return like.where<string>(`a time later than ${time}`, (value) => typeof value === "string" && value > time);
}

/** How far the server's clock may be from ours, in milliseconds. Only a time that was not read from a clock is further. */
const CLOCK_TOLERANCE_MS = 60_000;

/** The present time, in the format of `toISOString`. */
export const justNow = like.where<string>(
  "the present time in ISO 8601, in UTC and with milliseconds",
  (value) =>
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
    Math.abs(Date.parse(value) - Date.now()) < CLOCK_TOLERANCE_MS,
);

/** Any text but this one, which the client has sent. */
export function another(sent: string) {
  return like.where<string>(
    `another one than ${JSON.stringify(sent)}, which the client has sent`,
    (value) => typeof value === "string" && value !== "" && value !== sent,
  );
}

/** A value that this rule has not seen before. */
export function unique<T>(phrase: string) {
  const seen = new Set<unknown>();
  return like.where<T>(phrase, (value) => {
    const isNew = value !== undefined && !seen.has(value);
    seen.add(value);
    return isNew;
  });
}

/**
 * An id that this rule has not seen before, and that is more than the time of the request: whether two requests meet in
 * one millisecond depends on the machine, the verdict must not.
 */
export function uniqueId() {
  const seen = new Set<unknown>();
  return like.where<string>("an id that no other task has, whatever the moment", (value) => {
    const isNew = typeof value === "string" && value !== "" && !seen.has(value);
    seen.add(value);
    return isNew && !isPresentTime(/^\D*(\d{13})\D*$/.exec(value)?.[1]);
  });
}

/** The failure of an answer whose task has got the id of one that was deleted before the server was started again. */
export function givenAgain({ sent, event }: HttpAnswer, id: string): CheckFailure {
  return new CheckFailure({
    code: failures["id-given-again"],
    sent,
    expected: "an id that no task has had",
    received: `the id ${id}, which a task had that was deleted before the server was started again`,
    event,
  });
}

function isPresentTime(milliseconds: string | undefined): boolean {
  return milliseconds !== undefined && Math.abs(Number(milliseconds) - Date.now()) < CLOCK_TOLERANCE_MS;
}

/**
 * The answer as the README's tables write it. Servers that answer without `data`, with `task` or `board` in its place, or
 * with the names of the columns are right as well.
 */
export function asInTable(answer: HttpAnswer): HttpAnswer {
  const body = jsonIn(answer);
  if (answer.status >= 400 || typeof body !== "object" || body === null) return answer;
  return withBody(answer, { data: inCamelCase(payloadOf(body)) });
}

/** The fields of what an answer is about; none where it is no JSON object. */
export function dataIn(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  const { data } = (jsonIn(asInTable(answer)) ?? {}) as { data?: unknown };
  return typeof data === "object" && data !== null ? { ...data } : {};
}

/** The answer with every list of boards, of lists and of tasks in the order of the ids, where a check asks for no other. */
export function inOrderOfIds(answer: HttpAnswer): HttpAnswer {
  const body = jsonIn(asInTable(answer));
  return body === undefined ? answer : withBody(answer, sortedById(body));
}

/** The same order, for what is expected. */
export function sortedById<Value>(value: Value): Value {
  if (Array.isArray(value))
    return value.map(sortedById).toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1)) as Value;
  // A rule is no part of JSON, and stays what it is.
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, sortedById(part)])) as Value;
}

function idOf(value: unknown): string {
  return typeof value === "object" && value !== null && "id" in value ? String(value.id) : "";
}

/** From the answer with a board, the tasks of one list, ordered by their positions. */
export function tasksOf(list: { readonly id: string }, answer: HttpAnswer): HttpAnswer {
  const tasks = tasksIn(list, answer) as { position: number }[] | undefined;
  return withTasks(
    list,
    answer,
    tasks?.toSorted((one, other) => one.position - other.position),
  );
}

/** The same, in the order in which the board has them. */
export function tasksAsListed(list: { readonly id: string }, answer: HttpAnswer): HttpAnswer {
  return withTasks(list, answer, tasksIn(list, answer));
}

function tasksIn(list: { readonly id: string }, answer: HttpAnswer): readonly unknown[] | undefined {
  const board = jsonIn(asInTable(answer)) as { data?: { lists?: { id?: unknown; tasks?: unknown }[] } } | undefined;
  const tasks = board?.data?.lists?.find?.(({ id }) => id === list.id)?.tasks;
  return Array.isArray(tasks) ? tasks : undefined;
}

function withTasks(
  list: { readonly id: string },
  answer: HttpAnswer,
  tasks: readonly unknown[] | undefined,
): HttpAnswer {
  // The board has several lists, and the report has to say whose tasks it shows.
  return tasks === undefined
    ? asInTable(answer)
    : withBody(answer, { tasks }, `${answer.sent}: the tasks of ${list.id}`);
}

/** The tasks of a list that the database was filled with, with every field that was in it, and the board that they are on. */
export function tasksAsShown({ id: listId, tasks }: BoardList, boardId: string) {
  return tasks.map((task) => ({ ...task, listId, boardId: onBoard(boardId) }));
}

/** What stands for the board of a task in an answer that has the names of the columns: `tasks` has none for it. */
const NO_COLUMN = "no column of tasks";

/** The id of the board that a task is on. */
export function onBoard(boardId: string) {
  return like.where<string>(JSON.stringify(boardId), (value) => value === boardId || value === NO_COLUMN);
}

/** For the shape of a board: each of its tasks has both of its times. */
export const withTimes = {
  data: { lists: like.listOf({ tasks: like.listOf({ createdAt: like.isoTime, updatedAt: like.isoTime }) }) },
};

const ENVELOPES = ["data", "boards", "board", "task"];

function payloadOf(body: object): unknown {
  const envelope = ENVELOPES.find((name) => Object.hasOwn(body, name));
  return envelope === undefined ? body : (body as Record<string, unknown>)[envelope];
}

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.fromEntries(Object.entries(value).map(([name, part]) => [camelCase(name), inCamelCase(part)]));
  return Object.hasOwn(value, "list_id") ? { boardId: NO_COLUMN, ...fields } : fields;
}

function camelCase(name: string): string {
  return name.replaceAll(/(?<=[a-z])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function jsonIn({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** The same answer with another body, and what the report says was sent. */
function withBody(answer: HttpAnswer, body: unknown, sent: string = answer.sent): HttpAnswer {
  return Object.create(answer, {
    body: { value: JSON.stringify(body), enumerable: true },
    sent: { value: sent, enumerable: true },
  }) as HttpAnswer;
}
