/** The instances of a check, and their clients. */
import { expect, like, pattern, type EventStream, type Redis, type Tools, type WebSocketClient } from "#kit";

/** A board, and two of its lists. */
export interface Place {
  readonly id: string;
  readonly list: string;
  readonly otherList: string;
}

/** The boards of the run. The id of `second` begins with the whole id of `first`. */
export function boardsIn({ boards }: Tools["board"]): Record<"first" | "second", Place> {
  const [first, second] = boards.map(({ id, lists }) => ({
    id,
    list: lists[0]?.id ?? "",
    otherList: lists[1]?.id ?? "",
  })) as [Place, Place];
  return { first, second };
}

export interface Person {
  readonly id: string;
  readonly name: string;
  /** Of a session that is valid throughout the run, on every instance. */
  readonly token: string;
}

/** Three users, of whom the last two have the same name. */
export function peopleIn({ users, sessions }: Tools["board"]): readonly [Person, Person, Person] {
  return users.map(({ id, name }, index) => ({
    id,
    name,
    token: sessions[index]?.token ?? "",
  })) as unknown as readonly [Person, Person, Person];
}

/** One client on a board. */
export interface Tab {
  readonly client: WebSocketClient;
  readonly person: Person;
  readonly boardId: string;
}

const list = pattern("presence", 'a JSON object with "type":"presence"', (message) => message["type"] === "presence");

/** Opens a client at an instance and joins a board. Once it has the list, it is sent everything else as well. */
export async function openOn({ websocket }: Tools, person: Person, boardId: string): Promise<Tab> {
  const client = await websocket.open(`/ws?token=${person.token}`);
  client.send({ type: "join", boardId });
  await expect(client).toReceive(list);
  return { client, person, boardId };
}

/** Two clients of one board at one instance, one for each transport. */
export interface Watchers {
  /** The instance: `server`, `server-2` … */
  readonly at: string;
  readonly stream: EventStream;
  readonly socket: WebSocketClient;
  readonly redis: Redis;
}

/** Opens both transports for a board at an instance, and waits until they are ready. */
export async function watch(tools: Tools, { id }: Place): Promise<Watchers> {
  const { server, redis } = tools;
  const stream = await openStream(tools, id);
  const { client } = await openOn(tools, peopleIn(tools.board)[0], id);
  return { at: server.name, stream, socket: client, redis };
}

/**
 * Opens the event stream of a board at an instance.
 * @param lastEventId the last event that the client knows
 */
export async function openStream({ sse }: Tools, boardId: string, lastEventId?: string): Promise<EventStream> {
  const stream = await sse.open(`/boards/${boardId}/events`, lastEventId === undefined ? {} : { lastEventId });
  await expect(stream).toReceive({ data: { type: "connected" } });
  return stream;
}

/** A change of the board, made by a check. */
export interface Change {
  readonly type: "task_created" | "task_moved" | "task_deleted";
  readonly taskId: string;
  /** The instance that was asked for it. */
  readonly at: string;
  readonly sent: string;
}

/** Creates a task at an instance. */
export async function create(tools: Tools, { list: listId }: Place, title: string): Promise<Change> {
  const answer = await tools.http.post("/tasks", { json: { listId, title } });
  expect(answer).toHaveStatus(201);
  const { id } = expect(answer).toMatchJson({ data: { id: like.text, title } }).data;
  return { type: "task_created", taskId: id, at: tools.server.name, sent: answer.sent };
}

/** Moves a task to the other list. */
export async function move(tools: Tools, { taskId }: Change, { otherList }: Place): Promise<Change> {
  const answer = await tools.http.patch(`/tasks/${taskId}/move`, { json: { listId: otherList } });
  expect(answer).toHaveStatus(200);
  return { type: "task_moved", taskId, at: tools.server.name, sent: answer.sent };
}

export async function remove(tools: Tools, { taskId }: Change): Promise<Change> {
  const answer = await tools.http.delete(`/tasks/${taskId}`);
  expect(answer).toHaveStatus(204);
  return { type: "task_deleted", taskId, at: tools.server.name, sent: answer.sent };
}

/** Creates tasks at two instances at the same time, each in the order of its titles. */
export async function createAtOnce(
  places: readonly (readonly [Tools, readonly string[]])[],
  { list: listId }: Place,
): Promise<Change[]> {
  const made = await Promise.all(
    places.map(async ([{ http, server }, titles]) => {
      const answers = await http.pipeline(
        ...titles.map((title) => ({ method: "POST" as const, path: "/tasks", json: { listId, title } })),
      );
      return answers.map((answer) => {
        expect(answer).toHaveStatus(201);
        const { id } = expect(answer).toMatchJson({ data: { id: like.text } }).data;
        return { type: "task_created", taskId: id, at: server.name, sent: answer.sent } as const;
      });
    }),
  );
  return made.flat();
}

/** Fails unless each of these instances answers. */
export async function expectAlive(...instances: readonly Tools[]): Promise<void> {
  for (const { http } of instances) expect(await http.get("/health")).toHaveStatus(200);
}

/** What all instances are subscribed to. */
export const CHANNEL = "board-events";
/** The same for people: the message is the id of their board. */
export const PEOPLE_CHANNEL = "board-presence";

/** Whatever a text can be: no JSON, JSON that is no event, and events that never happened. */
const NOISE = [
  "not JSON",
  "",
  "null",
  "42",
  "[]",
  "{}",
  '{"type":"task_created"}',
  '{"id":"999999999","type":"task_created","boardId":null,"task":null}',
  "999999999",
] as const;

/** What the ids of tasks begin with that are on no board. */
export const FORGED = "forged-";

/** Publishes on the lesson's channel what does not belong there, as another team would that uses the same Redis by mistake. */
export async function publishNoise({ redis, random }: Tools, { id: boardId, list: listId }: Place): Promise<void> {
  for (const message of NOISE) await redis.publish(CHANNEL, message);
  // Like a change of this board in every field, and in no log.
  const task = { id: `${FORGED}${random.word()}`, boardId, listId, title: random.word(), position: 1 };
  const event = { id: "888888888", type: "task_created", boardId, task };
  await redis.publish(CHANNEL, JSON.stringify(event));
  await redis.publish(CHANNEL, JSON.stringify({ origin: random.word(), event }));
}

/** Publishes on the lesson's channel an event that these clients have been sent, word for word. */
export async function publishAgain({ redis }: Tools, { socket }: Watchers): Promise<void> {
  const last = socket.inbox.findLast(({ json }) => String(json?.["type"]).startsWith("task_"));
  await redis.publish(CHANNEL, last?.text ?? "");
}
