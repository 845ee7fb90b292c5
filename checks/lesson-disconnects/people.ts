/** The users of a run, the board that they watch, and what happens on it. */
import {
  encodeFrame,
  expect,
  OPCODE_TEXT,
  pattern,
  type HttpClient,
  type Random,
  type TcpConnection,
  type Tools,
  type WebSocketClient,
} from "#kit";

export interface Person {
  readonly id: string;
  /** Of a session that is valid throughout the run. */
  readonly token: string;
}

/** Where things happen. */
export interface Place {
  readonly boardId: string;
  readonly listId: string;
}

/** Three users, and the token of a session that is over. */
export function peopleIn({ users, sessions }: Tools["board"]): Record<"first" | "second" | "third", Person> & {
  readonly expired: string;
} {
  const [first, second, third] = users.map(({ id }, index) => ({ id, token: sessions[index]?.token ?? "" }));
  const people = { first, second, third } as Record<"first" | "second" | "third", Person>;
  return { ...people, expired: sessions[users.length]?.token ?? "" };
}

/** A list of the first board. */
export function placeIn({ boards }: Tools["board"]): Place {
  const [board] = boards;
  return { boardId: board?.id ?? "", listId: board?.lists[0]?.id ?? "" };
}

const joinedBoard = pattern("joined", 'a JSON object with "type":"joined"', ({ type }) => type === "joined");

/** Opens a connection of the kit that answers pings, and joins the board with it. */
export async function watchBoard(
  websocket: Tools["websocket"],
  { token }: Person,
  { boardId }: Place,
): Promise<WebSocketClient> {
  const client = await websocket.open(`/ws?token=${token}`);
  client.send({ type: "join", boardId });
  await expect(client).toReceive(joinedBoard);
  return client;
}

/** Opens a connection on which nothing is ever answered: no ping frame, and no close frame. It joins the board. */
export async function openDead(
  tcp: Tools["tcp"],
  random: Random,
  { token }: Person,
  { boardId }: Place,
): Promise<TcpConnection> {
  const connection = await tcp.open();
  await connection.send(
    [
      `GET /ws?token=${token} HTTP/1.1`,
      "Host: localhost",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Key: ${random.bytes(16).toString("base64")}`,
      "Sec-WebSocket-Version: 13",
      "",
      "",
    ].join("\r\n"),
  );
  await expect(connection).toReceive("the 101 of the handshake", (received) =>
    received.includes("HTTP/1.1 101") ? true : undefined,
  );
  const payload = JSON.stringify({ type: "join", boardId });
  await connection.send(encodeFrame({ opcode: OPCODE_TEXT, payload, mask: random.bytes(4) }));
  await expect(connection).toReceive("the answer to the join", (received) =>
    received.includes('"joined"') ? true : undefined,
  );
  return connection;
}

/** Creates a task, as somebody else does it. The members of the board's room are told. */
export async function createTask(http: HttpClient, { listId }: Place, title: string): Promise<void> {
  expect(await http.post("/tasks", { json: { listId, title } })).toHaveStatus(201);
}

/** Creates tasks with random titles, one after the other, and returns the titles. */
export async function createTasks(http: HttpClient, place: Place, random: Random, count: number): Promise<string[]> {
  const titles = Array.from({ length: count }, () => random.word());
  for (const title of titles) await createTask(http, place, title);
  return titles;
}

/** How often this client was told that somebody joined the board, or left it. */
export function toldOf({ inbox }: WebSocketClient, type: "user_joined" | "user_left", { id }: Person): number {
  return inbox.filter(({ json }) => json?.["type"] === type && json["userId"] === id).length;
}
