import {
  CheckFailure,
  expect,
  fieldIs,
  isSentence,
  pattern,
  type CodeHints,
  type JsonObject,
  type Pattern,
  type WebSocketClient,
} from "#kit";
import { failures } from "./failures.ts";

/** The answer to a ping; further fields are welcome. */
export const pong = pattern("pong", 'a JSON object with "type":"pong"', (message) => message["type"] === "pong", {
  missing: failures["no-pong"],
  lacks: (message) => fieldIs(message, "type", '"pong"'),
});

/** A pong in place of another message. */
const pongInstead = [{ matches: pong.matches, failure: failures["pong-for-everything"] }];

/** Sent by the server when a client has connected. */
export const welcome = pattern(
  "welcome",
  'a JSON object with "type":"connected" and a "message"',
  (message) => message["type"] === "connected" && typeof message["message"] === "string",
  {
    missing: failures["no-welcome"],
    instead: pongInstead,
    lacks: (message) =>
      message["type"] === "connected" ? fieldIs(message, "message", "a text") : fieldIs(message, "type", '"connected"'),
  },
);

/** Two shapes are right: the protocol table's, and the shorter one that the course's own code sends. A pong is neither. */
export const errorMessage = pattern(
  "error",
  'a JSON object with "error", or "type":"error" and a "message"',
  (message) =>
    message["type"] !== "pong" &&
    (isSentence(message["error"]) || (message["type"] === "error" && isSentence(message["message"]))),
  {
    missing: failures["no-error"],
    instead: pongInstead,
    lacks: (message) => {
      if (message["type"] === "error") return fieldIs(message, "message", "a text that says something");
      if (Object.hasOwn(message, "error")) return fieldIs(message, "error", "a text that says something");
      return `${fieldIs(message, "type", '"error"')}, and it has no "error"`;
    },
    advice: (message) =>
      message["type"] === "error"
        ? undefined
        : {
            code: "error-shape",
            text: 'the protocol table says {"type":"error","message":…}; a client that switches on "type" would miss an error without it',
          },
  },
);

/** The error for text that is not JSON. A pong in its place comes from a parser that takes more than JSON. */
export function errorForText(text: string): Pattern {
  const failure = text === "" ? failures["pong-for-nothing"] : failures["lenient-parser"];
  return { ...errorMessage, instead: [{ matches: pong.matches, failure }] };
}

/** The error for a type that is not known. A pong in its place shows how the type was compared. */
export function errorForType(type: string): Pattern {
  const failure = ["PING", "Ping"].includes(type)
    ? failures["pong-for-any-case"]
    : type !== type.trim()
      ? failures["pong-for-other-spaces"]
      : ["pinger", "pin"].includes(type)
        ? failures["pong-for-a-part"]
        : failures["pong-for-everything"];
  return { ...errorMessage, instead: [{ matches: pong.matches, failure }] };
}

/** An error that blames the JSON, although the JSON was fine. */
export const jsonComplaint = pattern(
  "complaint about JSON",
  "an error that does not call valid JSON invalid",
  (message) => /json|parse/i.test(String(message["message"] ?? message["error"])),
);

const NO_CONNECTION =
  "This message never left: there is no connection to send it on. Exercise 1 opens it; begin there.";

/** Exercises 2 and 3 talk over the connection that exercise 1 is about. */
export const hintsWithoutConnection = {
  "wrong-recipient": "A reply belongs to the socket the message came from. Which sockets does this line send on?",
  "handshake-answered-by-http": NO_CONNECTION,
  "handshake-hangs": NO_CONNECTION,
  "handshake-reset": NO_CONNECTION,
  "handshake-refused": NO_CONNECTION,
  "handshake-invalid": NO_CONNECTION,
} satisfies CodeHints;

/** Lets each of some clients ping once; fails when one gets no pong, or one that is not its own. */
export type PingInTurn = (clients: readonly WebSocketClient[]) => Promise<void>;

/** A pong too many was found after a round of pings: whose it is, is not known yet. */
class PongTooMany extends Error {}

/** Looks once, after all pings, whether anybody has got more than its own pong. */
const pingAll: PingInTurn = async (clients) => {
  for (const asking of clients) {
    asking.send({ type: "ping" });
    await expect(asking).toReceive(pong);
  }
  try {
    await Promise.all(clients.map((client) => expect(client).toReceiveNoMore(pong)));
  } catch (cause) {
    throw cause instanceof CheckFailure ? new PongTooMany("a pong too many", { cause }) : cause;
  }
};

/** Looks after each ping, which tells whose pong it is that came to another client, and shows that none came. */
export const pingOneByOne: PingInTurn = async (clients) => {
  for (const asking of clients) {
    asking.send({ type: "ping" });
    await expect(asking).toReceive(pong);
    const others = clients.filter((client) => client !== asking);
    await Promise.all(others.map((other) => expect(other).toReceiveNoMore(pong)));
  }
};

/**
 * Clients come, ping and go. Where one has got a pong too many, the same happens again with new clients, now looking after each
 * ping.
 * @param comeAndGo opens clients with `connect`, and lets them ping with `pingInTurn`
 */
export async function expectOwnPongs(
  connect: () => Promise<WebSocketClient>,
  comeAndGo: (connect: () => Promise<WebSocketClient>, pingInTurn: PingInTurn) => Promise<void>,
): Promise<void> {
  const clients: WebSocketClient[] = [];
  const opened = async () => {
    const client = await connect();
    clients.push(client);
    return client;
  };
  try {
    await comeAndGo(opened, pingAll);
  } catch (failure) {
    // A client that got no pong has said so at once, and where its pong went.
    if (!(failure instanceof PongTooMany)) throw failure;
    await Promise.all(clients.map((client) => client.leave()));
    await comeAndGo(connect, pingOneByOne);
    throw failure.cause;
  }
}

/** What a client may get that asked once, and must not get beside its answer. */
const furtherAnswer = pattern(
  "answer",
  "no further answer",
  (message) => errorMessage.matches(message) || pong.matches(message),
);

/**
 * A client asks with one input after the other, while another client is there that has connected after it; neither gets more
 * than the answers. Each input counts for itself: whether a connection survives the one before is for another check to say. So
 * what fails on a connection that was used before is asked again on a new one, and from then on each input has its own.
 */
export async function askInTurn<Input>(
  connect: () => Promise<WebSocketClient>,
  inputs: readonly Input[],
  ask: (client: WebSocketClient, input: Input) => Promise<void>,
): Promise<void> {
  let [client, later] = [await connect(), await connect()];
  const left: WebSocketClient[] = [];
  let areAlone = false;
  let isProvable = true;
  for (const input of inputs) {
    const isNew = client.lastSent === undefined;
    if (!isNew && (areAlone || client.closed !== undefined)) {
      left.push(client);
      [client, later] = [later, await connect()];
    }
    try {
      await ask(client, input);
      if (areAlone) continue;
      if (isProvable) isProvable = await expect(client).toReceiveNoMore(furtherAnswer);
      expectNoEcho(client);
    } catch (failure) {
      if (!(failure instanceof CheckFailure) || areAlone || isNew) throw failure;
      areAlone = true;
      // Nothing is asked on the other connection any more.
      client.sent = [];
      const next = await connect().catch(() => {
        throw failure;
      });
      [client, later] = [later, next];
      await ask(client, input);
    }
  }
  await expectNothingFurther([...left, client, later]);
}

/** Hints for what `askBetweenPings` finds. */
export const hintsBetweenPings = {
  [failures["no-pong"].code]:
    "A ping was answered before the bad messages came, and after them it is not. What do they leave behind in your code: a flag, a text, a promise?",
  "wrong-message":
    "A ping was answered with a pong before the bad messages came, and after them it is not. What do they leave behind in your code: a flag, a text, a promise?",
  "too-few":
    "Each of several messages that come at once is answered. What does your code do with the second while it is not yet done with the first?",
} satisfies CodeHints;

/**
 * A client pings, sends bad messages without waiting in between, and pings again: neither what came before nor what comes at
 * the same time changes an answer. Whether pings are answered is for exercise 1 to say: when the first one gets no pong, the
 * client asks for nothing else.
 */
export async function askBetweenPings(
  client: WebSocketClient,
  bad: readonly (string | { readonly type: string })[],
): Promise<void> {
  client.send({ type: "ping" });
  try {
    await expect(client).toReceive(pong);
  } catch (error) {
    if (error instanceof CheckFailure) return;
    throw error;
  }
  for (const message of bad) client.send(message);
  await expect(client).toReceive(errorMessage, { times: bad.length });
  client.send({ type: "ping" });
  await expect(client).toReceive(pong);
  await expect(client).toReceiveNoMore(furtherAnswer);
}

/** Each client got its error; proves that neither another answer nor its own message is on its way. */
async function expectNothingFurther(clients: readonly WebSocketClient[]): Promise<void> {
  // All at a time: a connection that reads no more takes the whole limit to show it, and is another check's matter.
  const results = await Promise.allSettled(
    clients.map(async (client) => {
      await expect(client).toReceiveNoMore(furtherAnswer);
      expectNoEcho(client);
    }),
  );
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** None of its own messages came back to this client. */
function expectNoEcho(client: WebSocketClient): void {
  for (const text of client.sentTexts) expect(client).toHaveReceivedNoEcho(text);
}

/** A remark on an error that does not name the unknown type: it is right, and helps the client less than it could. */
export function adviseOnName(
  client: WebSocketClient,
  type: string,
  [error]: readonly { readonly json: JsonObject | undefined }[],
): void {
  const text = String(error?.json?.["message"] ?? error?.json?.["error"]);
  if (text.includes(type)) return;
  client.advice.push({
    code: "error-names-no-type",
    text: text.includes("${")
      ? "the error contains ${…} as it stands in your code: only backticks make a template literal, quotes do not (MDN, Template literals)"
      : "the error could name the type that it does not know, so that its author sees at once what is wrong",
  });
}
