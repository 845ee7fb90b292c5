/**
 * Handshakes that must be refused. A browser cannot read the status of a refused handshake, so accepting one and closing it at
 * once is no worse for a page, as long as nothing was served in between.
 */
import {
  CheckFailure,
  encodeFrame,
  expect,
  explained,
  type Explanation,
  type HttpClient,
  type Random,
  type TcpConnection,
  type Tools,
  type WebSocketClient,
} from "#kit";
import { failures } from "./failures.ts";
import { namesSomeone } from "./messages.ts";
import { whyExpiredCounts, whyJustExpiredCounts } from "./asked-again.ts";
import { ORIGIN, PATH, peopleIn } from "./people.ts";

/** Close codes that say "not you": of the lesson, of the course's own code, RFC 6455's, and those registered with IANA. */
export const UNAUTHORIZED_CODES = [4401, 4001, 1008, 3000, 3003, 4403, 4003] as const;

export interface Refusal {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** @default the one that is allowed */
  readonly origin?: string | undefined;
  /** The statuses that are right. */
  readonly statuses: readonly number[];
  /** What it is called when the client is let in. */
  readonly failure: (typeof failures)[keyof typeof failures];
  /** What the client showed, as it is said to the learner. */
  readonly showing: string;
  /** What more is asked once it was let in. */
  readonly ask?: () => Promise<Explanation | undefined>;
  /** Why it was probably let in, where that is known better than the failure's own text says. */
  readonly why?: string;
}

/** A token that is worth nothing, what it is called, what it is called to let it in, and what is asked then. */
type Worthless = Pick<Refusal, "failure" | "ask"> & { readonly what: string; readonly token: string };

/** Tokens that are worth nothing. The last one breaks off in the middle of an escape (RFC 3986, section 2.1). */
export function worthless({
  random,
  websocket,
  board,
}: Pick<Tools, "random" | "websocket" | "board">): readonly Worthless[] {
  const word = random.word();
  const { expired, justExpired } = peopleIn(board);
  return [
    { what: "a wrong token", token: word, failure: failures["let-in"] },
    {
      what: "an expired token",
      token: expired,
      failure: failures["expired-let-in"],
      ask: () => whyExpiredCounts({ websocket, board }),
    },
    {
      what: "a token that has expired a minute ago",
      token: justExpired,
      failure: failures["expired-let-in"],
      ask: () => whyJustExpiredCounts({ websocket, board }),
    },
    { what: "an empty token", token: "", failure: failures["empty-let-in"] },
    { what: "a token that cannot be decoded", token: `${word}%`, failure: failures["let-in"] },
  ];
}

/**
 * Fails unless the server refuses this handshake, or accepts it, serves nothing and closes it with such a code.
 * @returns the status with which it was refused; undefined when it was accepted first
 */
export async function expectRefusal(websocket: Tools["websocket"], refusal: Refusal): Promise<number | undefined> {
  const { path = PATH, headers = {}, origin = ORIGIN, statuses, failure, showing, why, ask } = refusal;
  try {
    const answer = await websocket.refused(path, { headers, origin });
    expect(answer).toHaveStatus(...statuses);
    return answer.status;
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    const sent = `${error.observation.sent}, ${showing}`;
    if (error.observation.code !== "handshake-accepted") throw new CheckFailure({ ...error.observation, sent });
    const accepted = { statuses, failure, sent, ...(why === undefined ? {} : { why }) };
    await explained(
      () => expectClosed(websocket.clients.at(-1) as WebSocketClient, accepted),
      () => ask?.(),
      failure,
    );
    return undefined;
  }
}

/**
 * Fails unless the server refuses all of these handshakes, whose page is what is wrong with each, with the status of the first:
 * another one shows that something else was asked for before the page was.
 */
export async function expectOneStatus(websocket: Tools["websocket"], refusals: readonly Refusal[]): Promise<void> {
  let first: number | undefined;
  for (const refusal of refusals) {
    const status = await expectRefusal(websocket, refusal);
    first ??= status;
    if (status === first || status === undefined) continue;
    throw new CheckFailure({
      code: failures["origin-asked-late"],
      sent: `a WebSocket handshake: GET ${refusal.path ?? PATH} with Upgrade: websocket, ${refusal.showing}`,
      expected: `HTTP ${first}, as with ${refusals[0]?.showing.replace(/^with /, "") ?? ""}`,
      received: `HTTP ${status}`,
      status,
    });
  }
}

/** Fails unless a handshake without an Origin is accepted. */
export async function expectWithoutOrigin(
  websocket: Tools["websocket"],
  path: string,
  cookieHeader: string,
): Promise<void> {
  await explained(
    async () => await expect(await websocket.open(path, { headers: { cookie: cookieHeader } })).toStayOpen(),
    ({ code, sent }) => ({
      code: code === "handshake-answered-by-http" ? failures["no-origin-refused"] : code,
      sent: `${sent}, without an Origin`,
    }),
  );
}

/** How long an accepted client may wait to be closed, in milliseconds. */
const CLOSE_LIMIT_MS = 1_500;

async function expectClosed(
  client: WebSocketClient,
  { statuses, failure, sent, why }: Pick<Refusal, "statuses" | "failure" | "why"> & { readonly sent: string },
): Promise<void> {
  const served = () => client.inbox.find(namesSomeone);
  await client.until(() => served() ?? client.closed, CLOSE_LIMIT_MS);
  const expected = `HTTP ${statuses[0]} instead of 101 Switching Protocols`;
  const message = served();
  if (message !== undefined || client.closed === undefined) {
    const received = message === undefined ? "the connection stays open" : `then ${message.text}`;
    throw new CheckFailure({
      code: failure,
      ...(why === undefined ? {} : { why }),
      sent,
      expected,
      received: `101 Switching Protocols, and ${received}`,
      peer: client.name,
      event: message?.event,
    });
  }
  await expect(client).toBeClosed(...UNAUTHORIZED_CODES);
  client.advice.push({
    code: "accepted-then-closed",
    text: "a client without rights was accepted and then closed; a status in place of the 101 leaves nothing to close, and clients that are no browsers can read it",
  });
}

/** A handshake written by hand. */
export function handshakeWith(
  random: Random,
  cookieHeader: string,
  { target = PATH, origin = ORIGIN }: { readonly target?: string; readonly origin?: string } = {},
): string {
  const key = random.bytes(16).toString("base64");
  return [
    `GET ${target} HTTP/1.1`,
    "Host: localhost",
    `Origin: ${origin}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${key}`,
    `Cookie: ${cookieHeader}`,
    "",
    "",
  ].join("\r\n");
}

/** Waits for the head of the answer, whatever it is. A process that has ended explains best why none comes. */
export async function expectHead(connection: TcpConnection, http: HttpClient): Promise<string> {
  try {
    return await expect(connection).toReceive("an answer to the handshake", (received) => {
      const end = received.indexOf("\r\n\r\n");
      return end === -1 ? undefined : received.subarray(0, end).toString("latin1");
    });
  } catch (error) {
    await http.get("/health");
    throw error;
  }
}

/** Sends a handshake and waits until the server has ended its connection. One that was accepted ends with a closing handshake. */
export async function expectEnd(tcp: Tools["tcp"], http: HttpClient, handshake: string): Promise<void> {
  const connection = await tcp.open();
  await connection.send(handshake);
  const head = await expectHead(connection, http);
  if (head.startsWith("HTTP/1.1 101"))
    await connection.send(encodeFrame({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) }));
  await expect(connection).toBeClosed();
}

/** Clients that reset their connections, each after its handshake: some at once, some when its answer has come. */
export async function resetOften(tcp: Tools["tcp"], http: HttpClient, handshake: string): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const answered = await tcp.open();
    await answered.send(handshake);
    await expectHead(answered, http);
    answered.destroy();
    const unanswered = await tcp.open();
    await unanswered.cutAfter(handshake, handshake.length);
  }
}
