/** Clients in rooms: how they get there, and what they must and must not be sent. */
import { CheckFailure, expect, like, type Pattern, type Tools, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { anythingAbout, isError, type User } from "./messages.ts";

/** The answer to a ping frame proves that what came before it was handled; this long it is waited for, in milliseconds. */
const CATCH_UP_LIMIT_MS = 2_000;

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

/** The boards of the run. The id of `second` begins with the whole id of `first`. */
export function boardsIn({ boards }: Tools["board"]): Record<"first" | "second" | "third", Place> {
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
  const member = { client: await tools.connect(), user: newUser(tools.random) };
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
  const before = client.inbox.length;
  await say(tools, member, message);
  const refusal = client.inbox.slice(before).find(({ json }) => json !== undefined && isError(json));
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

/** Sends a message and waits until the server has handled it. */
export async function say(tools: Tools, { client }: Member, message: object): Promise<void> {
  await beginStep(tools);
  client.send(message);
  await handled(client);
  client.answered();
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
async function handled(client: WebSocketClient): Promise<void> {
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

/** Waits until each of these clients has got the message, which is caused by something else than what it sent itself. */
export async function expectNews(members: readonly Member[], message: Pattern, cause: string): Promise<void> {
  for (const { client } of members) {
    try {
      await expect(client).toReceive(message);
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      throw new CheckFailure({ ...error.observation, sent: cause, peer: client.name });
    }
  }
}

/** Proves that no such message is on its way to these clients, beside those that were expected. */
export async function expectNone(
  members: readonly Member[],
  unwanted: Pattern,
  code: keyof typeof failures,
  cause: string,
): Promise<void> {
  for (const { client } of members) {
    await handled(client);
    const message = client.inbox.find(({ taken, json }) => !taken && json !== undefined && unwanted.matches(json));
    if (message === undefined) continue;
    throw new CheckFailure({
      code: failures[code],
      sent: cause,
      expected: `no such message at ${client.name}`,
      received: message.text.slice(0, 160),
      event: message.event,
      peer: client.name,
    });
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

/** Moves a task. Returns it as the route answered it, and what was sent. */
export async function moveTask(tools: Tools, taskId: string, listId: string) {
  await beginStep(tools);
  const answer = await tools.http.patch(`/tasks/${taskId}/move`, { json: { listId } });
  expect(answer).toHaveStatus(200);
  const { data: task } = expect(answer).toMatchJson({ data: { id: taskId, listId } });
  return { task, sent: answer.sent };
}
