/** The users of a run, and their tabs: connections of their own. */
import { expect, pattern, type JsonObject, type Tools, type WebSocketClient } from "#kit";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Of a session that is valid throughout the run. */
  readonly token: string;
}

/** One connection of a user. */
export interface Tab {
  readonly client: WebSocketClient;
  readonly person: Person;
  /** How many of the announcements that it got have been looked at. */
  read: number;
}

/** Three users, of whom the last two have the same name. */
export function peopleIn({ users, sessions }: Tools["board"]): Record<"first" | "second" | "third", Person> {
  const [first, second, third] = users.map((user, index) => ({ ...user, token: sessions[index]?.token ?? "" }));
  return { first, second, third } as Record<"first" | "second" | "third", Person>;
}

/** Opens one more tab of a user. */
export async function openTab(websocket: Tools["websocket"], person: Person): Promise<Tab> {
  return { client: await websocket.open(`/ws?token=${person.token}`), person, read: 0 };
}

const pong = pattern("pong", 'a JSON object with "type":"pong"', (message) => message["type"] === "pong");

/** Waits until the server has dealt with what this tab has sent: messages of one client are handled in their order. */
export async function handled({ client }: Tab): Promise<void> {
  client.send({ type: "ping" });
  await expect(client).toReceive(pong);
}

/** Joins a board, and waits until the server has dealt with it. */
export async function joinBoard(tab: Tab, boardId: string): Promise<void> {
  tab.client.send({ type: "join", boardId });
  await handled(tab);
}

/** Opens a tab that joins a board. */
export async function openOn(websocket: Tools["websocket"], person: Person, boardId: string): Promise<Tab> {
  const tab = await openTab(websocket, person);
  await joinBoard(tab, boardId);
  return tab;
}

/** The id of the user that a message is about. */
export function userIdIn(message: JsonObject): unknown {
  return message["userId"] ?? (message["user"] as JsonObject | undefined)?.["id"];
}

/** Whether a tab was sent, at any time, that this person has come or has left. */
export function wasTold({ client }: Tab, type: "user_joined" | "user_left", { id }: Person): boolean {
  return client.inbox.some(({ json }) => json?.["type"] === type && userIdIn(json) === id);
}
