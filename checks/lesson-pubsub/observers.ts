/** Two clients of one board, one for each transport, and what both of them must and must not receive. */
import { CheckFailure, expect, like, pattern, type JsonObject, type Tools } from "#kit";
import type { EventStream, HttpAnswer, WebSocketClient } from "#kit";
import { failures } from "./failures.ts";

/** A board, and the lists of it that the checks use. */
export interface Place {
  readonly id: string;
  readonly list: string;
  readonly otherList: string;
}

/** The boards of the run. The id of `second` begins with the whole id of `first`. */
export function boardsIn({ boards }: Tools["board"]): Record<"first" | "second" | "third", Place> {
  const [first, second, third] = boards.map(({ id, lists }) => ({
    id,
    list: lists[0]?.id ?? "",
    otherList: lists[1]?.id ?? "",
  })) as [Place, Place, Place];
  return { first, second, third };
}

/** Who observes a board over both transports. */
export interface Observers {
  readonly stream: EventStream;
  readonly socket: WebSocketClient;
}

/** What a message is about: a title, or the id of a task. */
export interface Wanted {
  readonly type: "task_created" | "task_moved" | "task_deleted";
  readonly title?: string;
  readonly taskId?: string;
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

/**
 * Waits until both transports have delivered it.
 * @param why what probably kept it from a transport, where the check knows better than the failure's own text
 */
export async function expectBoth(observers: Observers, wanted: Wanted, sent: string, why?: string): Promise<void> {
  const { stream, socket } = observers;
  await stream.until(
    () => (messagesOn(stream).some((message) => isSuch(message, wanted)) ? true : undefined),
    LIMIT_MS,
  );
  if (!messagesOn(stream).some((message) => isSuch(message, wanted)))
    throw missed("the event stream", stream.name, wanted, sent, why, messagesOn(stream));
  const such = pattern(wanted.type, phraseOf(wanted), (message) => isSuch(message, wanted));
  await socket.until(
    () => (socket.inbox.some(({ json }) => json !== undefined && such.matches(json)) ? true : undefined),
    LIMIT_MS,
  );
  if (!messagesAt(socket).some((message) => isSuch(message, wanted))) {
    await expect(socket).toStayOpen();
    throw missed("the WebSocket", socket.name, wanted, sent, why, messagesAt(socket));
  }
}

/** A server has this long to deliver an event, in milliseconds. */
const LIMIT_MS = 2_000;

/** Proves that both transports got exactly these messages about tasks, in this order, and the same on both. */
export async function expectExactly(observers: Observers, wanted: readonly Wanted[], sent: string): Promise<void> {
  const { stream, socket } = observers;
  await expect(socket).toStayOpen();
  await expect(stream).toStayOpen({ barrier: "/health" });
  for (const [name, peer, messages] of [
    ["the event stream", stream.name, messagesOn(stream)],
    ["the WebSocket", socket.name, messagesAt(socket)],
  ] as const) {
    const extra = messages.find(
      (message, index) =>
        !wanted.some((one) => isSuch(message, one)) ||
        messages.slice(0, index).some((earlier) => same(earlier, message)),
    );
    if (
      extra === undefined &&
      messages.length === wanted.length &&
      messages.every((message, index) => isSuch(message, wanted[index] as Wanted))
    )
      continue;
    const isRepeated = extra !== undefined && wanted.some((one) => isSuch(extra, one));
    throw new CheckFailure({
      code: failures[extra === undefined ? "event-missed" : isRepeated ? "delivered-twice" : "published-for-nothing"],
      sent,
      expected: `on ${name}: ${wanted.map(phraseOf).join(", then ")}, and nothing else`,
      received: messages.length === 0 ? "nothing" : messages.map(shown).join(", then "),
      peer,
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

function missed(
  name: string,
  peer: string,
  wanted: Wanted,
  sent: string,
  why: string | undefined,
  messages: readonly JsonObject[],
) {
  return new CheckFailure({
    code: failures["event-missed"],
    ...(why === undefined ? {} : { why }),
    sent,
    expected: `${phraseOf(wanted)} on ${name}, within ${LIMIT_MS / 1000} s`,
    received: messages.length === 0 ? "nothing" : `only ${messages.slice(-3).map(shown).join(", then ")}`,
    peer,
  });
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

function taskOf(message: JsonObject): { readonly id?: unknown; readonly title?: unknown } {
  return message["task"] ?? {};
}

function isSuch(message: JsonObject, { type, title, taskId }: Wanted): boolean {
  return (
    message["type"] === type &&
    (title === undefined || taskOf(message).title === title) &&
    (taskId === undefined || (message["taskId"] ?? taskOf(message).id) === taskId)
  );
}

function same(one: JsonObject, other: JsonObject | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function phraseOf({ type, title, taskId }: Wanted): string {
  return `${type} of ${title === undefined ? taskId : JSON.stringify(title)}`;
}

function shown(message: JsonObject): string {
  return `${String(message["type"])} of ${JSON.stringify(taskOf(message).title ?? message["taskId"] ?? taskOf(message).id)}`;
}

/** Creates a task. Returns its id, and what was sent. */
export async function create({ http }: Tools, listId: string, title: string) {
  const answer = await http.post("/tasks", { json: { listId, title } });
  expect(answer).toHaveStatus(201);
  const { id } = expect(answer).toMatchJson({ data: { id: like.text, title } }).data;
  return { id, sent: answer.sent };
}

/** Moves a task to another list, and returns what was sent. */
export async function move({ http }: Tools, id: string, listId: string): Promise<string> {
  const answer = await http.patch(`/tasks/${id}/move`, { json: { listId } });
  expect(answer).toHaveStatus(200);
  return answer.sent;
}

/** Deletes a task, and returns what was sent. */
export async function remove({ http }: Tools, id: string): Promise<string> {
  const answer = await http.delete(`/tasks/${id}`);
  expect(answer).toHaveStatus(204);
  return answer.sent;
}

/** Imports tasks with the given job, and returns what was sent. */
export async function importAll({ http }: Tools, listId: string, titles: readonly string[]): Promise<string> {
  const answer = await http.post("/import", { json: { listId, titles } });
  expect(answer).toHaveStatus(200);
  return answer.sent;
}

/** Fails unless the board's activities are exactly these, the newest last. */
export async function expectActivities({ http }: Tools, { id }: Place, wanted: readonly Wanted[]): Promise<void> {
  const answer: HttpAnswer = await http.get(`/boards/${id}/activity`);
  expect(answer).toHaveStatus(200);
  const { data } = expect(answer).toMatchJson({
    data: like.listOf({ id: like.anything, type: like.text, at: like.isoTime, summary: like.text }),
  });
  const isRight = (activity: { type: string; summary: string } | undefined, { type, title, taskId }: Wanted) =>
    activity?.type === type && activity.summary.includes(title ?? taskId ?? "");
  if (data.length === wanted.length && wanted.every((one, index) => isRight(data[index], one))) return;
  const isMissing = wanted.some((one) => !data.some(({ type }) => type === one.type));
  const isRepeated = data.length > wanted.length && data.every((one) => wanted.some((other) => isRight(one, other)));
  throw new CheckFailure({
    code: failures[
      isMissing || data.length < wanted.length ? "event-missed" : isRepeated ? "delivered-twice" : "activity-differs"
    ],
    sent: answer.sent,
    expected:
      wanted.length === 0 ? "no activity" : `${wanted.length} activities: ${wanted.map(phraseOf).join(", then ")}`,
    received: data.length === 0 ? "none" : data.map(({ type, summary }) => `${type}: ${summary}`).join(", then "),
    event: answer.event,
  });
}
