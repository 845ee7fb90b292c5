/** Clients in rooms: how they get there, and what they must and must not be sent. */
import { CheckFailure, encodeFrame, expect, like, OPCODE_TEXT } from "#kit";
import type { Tools, WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { anythingAbout, errorMessage, isError, type User } from "./messages.ts";

/** The answer to a ping frame proves that what came before it was handled; this long it is waited for, in milliseconds. */
export const CATCH_UP_LIMIT_MS = 2_000;

/** A client, and what it says of itself. */
export interface Member {
  readonly client: WebSocketClient;
  readonly user: User;
}

/** A board, and the lists of it that the checks use. */
export interface Place {
  readonly id: string;
  readonly list: string;
  readonly otherList: string;
}

export type RoomBoards = Readonly<Record<"first" | "second" | "third", Place>>;

/** The boards of the run. The id of `second` begins with the whole id of `first`. */
export function boardsIn({ boards }: Tools["board"]): RoomBoards {
  const [first, second, third] = boards.map(({ id, lists }) => ({
    id,
    list: lists[0]?.id ?? "",
    otherList: lists[1]?.id ?? "",
  })) as [Place, Place, Place];
  return { first, second, third };
}

/** A user whose name would break a message that is put together by hand. */
export function newUser(random: Tools["random"]): User {
  return { userId: `user-${random.word()}`, name: `${random.word()} "O'Hara" 漢🚢` };
}

/** A new client that has joined these boards, one after the other. */
export async function join(tools: Tools, ...boards: readonly Place[]): Promise<Member> {
  return await joinAs(tools, newUser(tools.random), ...boards);
}

/** The same for a user that may be there already, on another connection. */
export async function joinAs(tools: Tools, user: User, ...boards: readonly Place[]): Promise<Member> {
  const member = { client: await tools.connect(), user };
  for (const board of boards) await joinToo(tools, member, board);
  return member;
}

/** Joins one more board. Throws a CheckFailure with `join-refused` when an error is the answer. */
export async function joinToo(tools: Tools, member: Member, { id }: Place): Promise<void> {
  const { client, user } = member;
  const before = client.inbox.length;
  await sayAccepted(tools, member, { type: "join", boardId: id, ...user }, "join-refused");
  for (const message of client.inbox.slice(before)) {
    // A client may get its own user_joined.
    if (message.json !== undefined && anythingAbout(user).matches(message.json)) message.taken = true;
  }
}

/** Says something that every server takes. Throws a CheckFailure with this code when an error is the answer. */
export async function sayAccepted(
  tools: Tools,
  member: Member,
  message: { readonly type: string; readonly [field: string]: unknown },
  code: "join-refused" | "command-refused" = "command-refused",
): Promise<void> {
  const { client } = member;
  const refusal = (await say(tools, member, message)).find(({ json }) => json !== undefined && isError(json));
  if (refusal === undefined) return;
  throw new CheckFailure({
    code: failures[code],
    sent: by(client),
    expected: code === "join-refused" ? "no error: there is such a board" : `no error: ${message.type} is right here`,
    received: refusal.text.slice(0, 160),
    event: refusal.event,
    peer: client.name,
  });
}

/** Sends a message and waits until the server has handled it. Returns what came back meanwhile. */
export async function say(tools: Tools, { client }: Member, message: object): Promise<WebSocketClient["inbox"]> {
  await beginStep(tools);
  const before = client.inbox.length;
  client.send(message);
  await handled(client);
  const came = client.inbox.slice(before);
  const pong = await pongMessage(client);
  client.answered();
  return pong === undefined ? came : client.inbox.slice(before, client.inbox.indexOf(pong));
}

/**
 * The answer to a ping message. A server that takes its time over a message, for example to await something, answers ping
 * frames meanwhile, and this one after the messages before it. Undefined when it gives another answer or none.
 */
async function pongMessage(client: WebSocketClient) {
  const { lastSent, inbox } = client;
  const since = inbox.length;
  client.send({ type: "ping" });
  // What others get is caused by what the client said before.
  client.lastSent = lastSent;
  const answer = () =>
    inbox.slice(since).find(({ json }) => json !== undefined && (json["type"] === "pong" || isError(json)));
  await client.untilOrSilent(() => (answer() === undefined ? undefined : true), CATCH_UP_LIMIT_MS);
  const pong = inbox.slice(since).find(({ json }) => json?.["type"] === "pong");
  if (pong !== undefined) pong.taken = true;
  return pong;
}

/**
 * Sends messages in one write, so that the server reads all of them in one turn of its event loop. Returns them as a cause.
 * Throws a CheckFailure with `read-too-early` when an error is the answer to one of them.
 */
export async function sayTogether(tools: Tools, { client }: Member, messages: readonly object[]): Promise<string> {
  await beginStep(tools);
  const before = client.inbox.length;
  const texts = messages.map((message) => JSON.stringify(message));
  client.sendBytes(Buffer.concat(texts.map((payload) => encodeFrame({ opcode: OPCODE_TEXT, payload }))));
  const cause = `${texts.join(", then ")} by ${client.name}, in one write`;
  await handled(client);
  client.answered();
  const refusal = client.inbox.slice(before).find(({ json }) => json !== undefined && isError(json));
  if (refusal === undefined) return cause;
  throw new CheckFailure({
    code: failures["read-too-early"],
    sent: cause,
    expected: "no error: each of them is right after the one before it",
    received: refusal.text.slice(0, 160),
    event: refusal.event,
    peer: client.name,
  });
}

/**
 * What happened until now has reached every client; from here on, what arrives at them belongs to the next step. A step's
 * news are expected before the next one begins.
 */
export async function beginStep({ websocket }: Tools): Promise<void> {
  const open = websocket.clients.filter(({ closed }) => closed === undefined);
  await Promise.all(open.map(catchUp));
  for (const client of open) client.mark = client.inbox.length;
}

/** Waits until the server has handled what this client sent. Throws a CheckFailure when the connection has ended. */
export async function handled(client: WebSocketClient): Promise<void> {
  // toStayOpen finds the words for a connection or a process that has ended.
  if (!(await catchUp(client))) await expect(client).toStayOpen();
}

/**
 * Resolves with true once the server has answered a ping frame: frames keep their order, so it has handled what came
 * before, and what it had sent has arrived. No code of the learner's is needed for that (RFC 6455, section 5.5.2).
 */
async function catchUp(client: WebSocketClient): Promise<boolean> {
  const ping = client.pingFrame({ quiet: true });
  return (await client.until(() => (ping.answered() ? true : undefined), CATCH_UP_LIMIT_MS)) === true;
}

/** What a client sent last, as the cause of what others get. */
export function by(client: WebSocketClient): string {
  return `${client.lastSent ?? "nothing"} by ${client.name}`;
}

/** Fails unless an error is the answer to this join, whose board does not exist. */
export async function expectRefused(
  client: WebSocketClient,
  message: { readonly boardId: unknown; readonly [field: string]: unknown },
): Promise<void> {
  client.send(message);
  try {
    await expect(client).toReceive(errorMessage);
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    // Other boards were refused before, so what else the server answers to a join says nothing about this one.
    const { question: _, ...observation } = error.observation;
    // Another board that does not exist was refused before, which says nothing about this one.
    if (observation.code !== failures["no-board-accepted"] && observation.code !== "works-once") throw error;
    const code = Array.isArray(message.boardId) ? "list-taken-for-text" : "no-board-accepted";
    throw new CheckFailure({ ...observation, code: failures[code] });
  }
}

/** Creates a task. Returns it as the route answered it, and what was sent. */
export async function createTask(tools: Tools, listId: string, title: string) {
  await beginStep(tools);
  const answer = await tools.http.post("/tasks", { json: { listId, title } });
  expect(answer).toHaveStatus(201);
  const { data: task } = expect(answer).toMatchJson({ data: { id: like.text, listId, title } });
  return { task, sent: answer.sent };
}

/** Creates tasks with requests that the server reads in one piece. Returns them as the route answered. */
export async function createTasksTogether(tools: Tools, listId: string, count: number) {
  await beginStep(tools);
  const titles = Array.from({ length: count }, () => tools.random.word());
  const post = (title: string) => ({ method: "POST", path: "/tasks", json: { listId, title } }) as const;
  const answers = await tools.http.pipeline(...titles.map(post));
  const tasks = answers.map((answer, index) => {
    expect(answer).toHaveStatus(201);
    return expect(answer).toMatchJson({ data: { id: like.text, listId, title: titles[index] as string } }).data;
  });
  return { tasks, sent: `${count} POST /tasks in one write` };
}

/** Moves a task. Returns it as the route answered it, and what was sent. */
export async function moveTask(tools: Tools, taskId: string, listId: string) {
  await beginStep(tools);
  const answer = await tools.http.patch(`/tasks/${taskId}/move`, { json: { listId } });
  expect(answer).toHaveStatus(200);
  const { data: task } = expect(answer).toMatchJson({ data: { id: taskId, listId } });
  return { task, sent: answer.sent };
}
