/** The messages of the protocol table. */
import {
  CheckFailure,
  expect,
  explained,
  fieldIs,
  isSentence,
  pattern,
  type Explanation,
  type JsonObject,
  type Pattern,
  type WebSocketClient,
} from "#kit";
import { failures } from "./failures.ts";
import type { Person } from "./people.ts";

/** The user that a message speaks of: in `user`, or in the fields `userId` and `name`. Null when it speaks of none. */
function userIn(message: JsonObject): { readonly id: string; readonly name: unknown } | null {
  const user = message["user"] as JsonObject | null | undefined;
  const id = user?.["id"] ?? message["userId"];
  return typeof id === "string" ? { id, name: user?.["name"] ?? message["name"] } : null;
}

function isAbout(message: JsonObject, { id, name }: Pick<Person, "id" | "name">): boolean {
  const user = userIn(message);
  return user?.id === id && user.name === name;
}

/** A message that names a user, whoever that is: the server has recognized somebody. */
export function namesSomeone({ json }: { readonly json: JsonObject | undefined }): boolean {
  return json !== undefined && json["type"] !== "error" && userIn(json) !== null;
}

/** A welcome, whoever it names. */
export const welcome = pattern("welcome", 'a JSON object with "type":"connected"', ({ type }) => type === "connected");

/** A message of this type that names this user. */
function naming(type: string, person: Person, missing?: Pattern["missing"]): Pattern {
  const isType = (message: JsonObject) => message["type"] === type;
  return pattern(
    type,
    `a JSON object with "type":"${type}" and the user {"id":"${person.id}","name":${JSON.stringify(person.name)}}`,
    (message) => isType(message) && isAbout(message, person),
    {
      ...(missing === undefined ? {} : { missing }),
      instead: [
        { matches: (message) => isType(message) && userIn(message) === null, failure: failures["not-recognized"] },
        {
          matches: (message) => isType(message) && !isAbout(message, person),
          failure: failures["wrong-user"],
        },
      ],
      lacks: (message) =>
        isType(message) ? fieldIs(message, "user", "that of the session") : fieldIs(message, "type", `"${type}"`),
    },
  );
}

/**
 * Waits for the welcome of a client that the handshake has made known.
 * @param showing what the handshake carried, as the learner is told it: the transcript has no headers
 */
export async function expectWelcome(client: WebSocketClient, person: Person, showing: string): Promise<void> {
  await explained(
    () => expect(client).toReceive(naming("connected", person, failures["not-recognized"])),
    () => ({ sent: `a WebSocket handshake with ${showing}` }),
  );
}

/** Fails when a client that is answered was welcomed more than once. */
export function expectOneWelcome(client: WebSocketClient): void {
  const [, second] = client.inbox.filter(({ json }) => json !== undefined && welcome.matches(json));
  if (second === undefined) return;
  throw new CheckFailure({
    code: failures["welcomed-again"],
    sent: client.lastSent ?? "",
    expected: '"authenticated" and nothing else: "connected" came with the connection',
    received: `${second.text} as well`,
    peer: client.name,
    event: second.event,
  });
}

/** The answer to a valid token in an "auth" message. */
export function authenticatedAs(person: Person): Pattern {
  return naming("authenticated", person);
}

/** Waits until this member of a room is told that the user has joined, and fails when it is told of anybody else. */
export async function expectAnnouncement(
  member: WebSocketClient,
  person: Person,
  joining: WebSocketClient,
): Promise<void> {
  const join = joining.sentTexts.findLast((text) => text.includes('"join"')) ?? "";
  const sent = `${join} by ${joining.name}, whose session is that of ${person.id}`;
  const claimed = joining.sentTexts.map((text) => userIn(JSON.parse(text) as JsonObject));
  await explained(
    () => expect(member).toReceive(joinedBy(person, claimed)),
    // Not what the waiting client sent last, but what it should hear of.
    () => ({ sent, ...whyRefused(joining, member) }),
  );
}

/** Whether a client that the server has recognized is refused all the same when it joins. */
function whyRefused(joining: WebSocketClient, member: WebSocketClient): Explanation | undefined {
  const refusal = joining.inbox.find(({ json }) => json !== undefined && errorMessage.matches(json));
  if (refusal === undefined || !joining.inbox.some(namesSomeone)) return undefined;
  return {
    code: failures["user-not-kept"],
    received: `${refusal.text} at ${joining.name}, and nothing at ${member.name}`,
    event: refusal.event,
  };
}

/**
 * What those in a room hear of a client that joins it.
 * @param claimed whom its messages say that they are from: a server that announces such a user has believed it
 */
function joinedBy(person: Person, claimed: readonly ReturnType<typeof userIn>[]): Pattern {
  const isOther = (message: JsonObject) =>
    message["type"] === "user_joined" && userIn(message) !== null && !isAbout(message, person);
  const isClaimed = (message: JsonObject) => {
    const user = userIn(message);
    return claimed.some((other) => other !== null && (user?.id === other.id || user?.name === other.name));
  };
  return pattern(
    "announcement",
    `a JSON object with "type":"user_joined", "userId":"${person.id}" and "name":${JSON.stringify(person.name)}`,
    (message) => message["type"] === "user_joined" && isAbout(message, person),
    {
      instead: [
        { matches: (message) => isOther(message) && isClaimed(message), failure: failures["message-believed"] },
        { matches: isOther, failure: failures["wrong-user"] },
      ],
      lacks: (message) =>
        message["type"] === "user_joined"
          ? fieldIs(message, "userId", "that of the session")
          : fieldIs(message, "type", '"user_joined"'),
    },
  );
}

/** Any announcement. */
export const announcement = pattern("announcement", "no announcement", (message) => message["type"] === "user_joined");

/** Two shapes are right: the protocol table's, and the shorter one that the course's own code sends. */
export const errorMessage = pattern(
  "error",
  'a JSON object with "type":"error" and a "message"',
  (message) => isSentence(message["error"]) || (message["type"] === "error" && isSentence(message["message"])),
  { lacks: (message) => fieldIs(message, "type", '"error"') },
);

const pong = pattern("pong", 'a JSON object with "type":"pong"', (message) => message["type"] === "pong", {
  lacks: (message) => fieldIs(message, "type", '"pong"'),
});

/** Joins a board, and waits until the server has dealt with it: messages of one client are handled in their order. */
export async function joinBoard(client: WebSocketClient, boardId: string, more: object = {}): Promise<void> {
  client.send({ type: "join", boardId, ...more });
  client.send({ type: "ping" });
  await expect(client).toReceive(pong);
}
