/** Clients that have not said who they are: what they ask for has no effect, and they may not stay for long. */
import { CheckFailure, expect, type Tools, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { UNAUTHORIZED_CODES } from "./handshakes.ts";
import { announcement, errorMessage, namesSomeone } from "./messages.ts";
import { openUnknown } from "./people.ts";

/** How long a server may take to turn a client down, in milliseconds. */
const REPLY_LIMIT_MS = 2_000;

/** Close codes for a client that took too long: those for a client without rights, and two that say "timeout". */
const TIMEOUT_CODES = [...UNAUTHORIZED_CODES, 3008, 4408] as const;

/** What a busy machine may add to a time, in milliseconds. */
const LATE_MS = 1_500;

/** What is left of a time by clocks that round. */
const LEAST_OF_A_TIMEOUT = 0.9;

/** How often a client that does not stop talking says something within AUTH_TIMEOUT_MS. */
const SAID_IN_TIME = 4;

/**
 * Waits until the server has answered what this client asked for with an error, or has closed it as one without rights, and
 * fails when the member of the room hears of the client.
 */
export async function expectTurnedDown(client: WebSocketClient, member: WebSocketClient): Promise<void> {
  // A server may tell members of their own arrival.
  const before = member.inbox.length;
  const announced = () =>
    member.inbox.slice(before).find(({ json }) => json !== undefined && announcement.matches(json));
  const isDown = () => client.closed ?? errorIn(client);
  await Promise.race([client.until(isDown, REPLY_LIMIT_MS), member.until(announced, REPLY_LIMIT_MS)]);
  if (announced() === undefined) {
    await expectErrorOrEnd(client);
    // What was sent to the room before the error has arrived before the answer to this ping frame.
    await expect(member).toStayOpen();
  }
  const message = announced();
  if (message === undefined) return;
  throw new CheckFailure({
    code: failures["acted-unauthenticated"],
    sent: `${client.lastSent ?? ""} by ${client.name}, which has not said who it is`,
    expected: `an error for ${client.name}, and nothing for ${member.name}`,
    received: `${message.text} at ${member.name}`,
    peer: client.name,
    event: message.event,
  });
}

/** Fails when a client whose join was turned down is told who has joined since. */
export async function expectLeftOut(client: WebSocketClient, newcomer: WebSocketClient): Promise<void> {
  const ping = client.pingFrame();
  await client.until(() => client.closed ?? (ping.answered() ? true : undefined), REPLY_LIMIT_MS);
  const message = client.inbox.find(({ json }) => json !== undefined && announcement.matches(json));
  if (message === undefined) return;
  throw new CheckFailure({
    code: failures["joined-unauthenticated"],
    sent: `${newcomer.sentTexts[0] ?? ""} by ${newcomer.name}`,
    expected: `nothing for ${client.name}, whose join was turned down`,
    received: `${message.text} at ${client.name}`,
    peer: client.name,
    event: message.event,
  });
}

/** Waits until the server has closed this client, whose token is worth nothing. */
export async function expectTurnedAway(client: WebSocketClient): Promise<void> {
  const served = () => client.inbox.find(namesSomeone);
  await client.until(() => served() ?? client.closed, REPLY_LIMIT_MS);
  const message = served();
  if (message === undefined && client.closed !== undefined) {
    await expect(client).toBeClosed(...UNAUTHORIZED_CODES);
    return;
  }
  const last = message ?? client.inbox.at(-1);
  throw new CheckFailure({
    code: failures["let-in"],
    sent: client.lastSent ?? "",
    expected: "the connection to be closed with 4401",
    received: `${last === undefined ? "nothing" : last.text}; the connection stays open`,
    peer: client.name,
    event: message?.event,
  });
}

/** Waits until the server has answered this client with an error, or has closed it as one without rights. */
export async function expectErrorOrEnd(client: WebSocketClient): Promise<void> {
  await client.until(() => client.closed ?? errorIn(client), REPLY_LIMIT_MS);
  if (client.closed === undefined) await expect(client).toReceive(errorMessage);
  else await expect(client).toBeClosed(...UNAUTHORIZED_CODES);
}

function errorIn({ inbox }: WebSocketClient) {
  return inbox.find(({ json }) => json !== undefined && errorMessage.matches(json));
}

export interface Unknown {
  readonly client: WebSocketClient;
  /** When its handshake began, on the clock of `performance.now()`. */
  readonly since: number;
}

/** A client that shows nothing in its handshake, and when it began. */
export async function openTimed(websocket: Tools["websocket"]): Promise<Unknown> {
  const since = performance.now();
  return { client: await openUnknown(websocket), since };
}

/**
 * Two clients that show nothing, half of `timeoutMs` apart. Where one timer serves all clients, it goes off for one of them before
 * half of its time is over.
 */
export async function openApart(websocket: Tools["websocket"], timeoutMs: number): Promise<readonly Unknown[]> {
  const first = await openTimed(websocket);
  await first.client.until(() => first.client.closed, timeoutMs / 2);
  return [first, await openTimed(websocket)];
}

/**
 * Waits until the server has closed this client, about `timeoutMs` after it came. What passed here since its handshake began
 * can only be longer than what passed at the server, so a time that is too short here was too short there.
 * @param saying what the client says again and again meanwhile, which is reason enough to close it sooner
 */
export async function expectTimeout(
  { client, since }: Unknown,
  timeoutMs: number,
  { saying }: { readonly saying?: object } = {},
): Promise<void> {
  const left = () => Math.max(1, since + timeoutMs + LATE_MS - performance.now());
  while (saying !== undefined && client.closed === undefined && left() > 1) {
    client.send(saying);
    await client.until(() => client.closed, Math.min(left(), timeoutMs / SAID_IN_TIME));
  }
  await client.until(() => client.closed, left());
  const passedMs = Math.round(performance.now() - since);
  const sent = client.lastSent ?? "nothing; the client only connected";
  const expected = `the connection to be closed after ${timeoutMs} ms, as AUTH_TIMEOUT_MS says`;
  if (client.closed === undefined)
    throw new CheckFailure({
      code: failures["unknown-client-kept"],
      sent,
      expected,
      received: `the connection is still open after ${passedMs} ms`,
      peer: client.name,
    });
  if (saying === undefined && passedMs < LEAST_OF_A_TIMEOUT * timeoutMs)
    throw new CheckFailure({
      code: failures["closed-too-soon"],
      sent,
      expected,
      received: `closed after ${passedMs} ms`,
      peer: client.name,
      event: client.closed.event,
    });
  await expect(client).toBeClosed(...TIMEOUT_CODES);
}
