/** Clients that have not said who they are: what they ask for has no effect, and they may not stay for long. */
import { CheckFailure, expect, explained, type Tools, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { UNAUTHORIZED_CODES, type Refusal } from "./handshakes.ts";
import { announcement, errorMessage, namesSomeone } from "./messages.ts";
import { openUnknown } from "./people.ts";
import { whichMessagesStop } from "./which-messages.ts";

/** How long a server may take to turn a client down, in milliseconds. */
const REPLY_LIMIT_MS = 2_000;

/** An end that comes later, in milliseconds after a message, is that of a client that took too long: 5 s under check. */
const IN_ANSWER_MS = 4_000;

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

/**
 * Waits until the server has closed this client, whose token is worth nothing.
 * @param failure what it is called when the client is not closed
 */
export async function expectTurnedAway(
  client: WebSocketClient,
  failure: Refusal["failure"] = failures["let-in"],
): Promise<void> {
  const served = () => client.inbox.find(namesSomeone);
  await client.until(() => served() ?? client.closed, REPLY_LIMIT_MS);
  const message = served();
  if (message === undefined && client.closed !== undefined) {
    await expect(client).toBeClosed(...UNAUTHORIZED_CODES);
    return;
  }
  const last = message ?? client.inbox.at(-1);
  throw new CheckFailure({
    code: failure,
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
  const { closed } = client;
  // On a busy machine, the end that comes with AUTH_TIMEOUT_MS may have come by now; it is no answer.
  if (closed === undefined || (closed.event?.at ?? 0) - client.lastSentAt > IN_ANSWER_MS)
    await expect(client).toReceive(errorMessage);
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

/** How long it takes until the server closes this client, in milliseconds, or until it should have long ago. */
async function passed({ client, since }: Unknown, timeoutMs: number): Promise<number> {
  await client.until(() => client.closed, Math.max(1, since + timeoutMs + LATE_MS - performance.now()));
  return Math.round(performance.now() - since);
}

/** Fails unless this client, which said nothing of use, was closed with such a code. */
async function expectClosedIn(
  { client }: Unknown,
  passedMs: number,
  timeoutMs: number,
  kept: Refusal["failure"] = failures["unknown-client-kept"],
): Promise<void> {
  if (client.closed === undefined)
    throw new CheckFailure({
      code: kept,
      sent: client.lastSent ?? "nothing; the client only connected",
      expected: closedAfter(timeoutMs),
      received: `the connection is still open after ${passedMs} ms`,
      peer: client.name,
    });
  await expect(client).toBeClosed(...TIMEOUT_CODES);
}

function closedAfter(timeoutMs: number): string {
  return `the connection to be closed after ${timeoutMs} ms, as AUTH_TIMEOUT_MS says`;
}

/**
 * Waits until the server has closed a client that stays unknown, and says this again and again meanwhile. That it asks for something
 * is reason enough to close it sooner.
 */
export async function expectTimeoutOfTalker(
  websocket: Tools["websocket"],
  unknown: Unknown,
  timeoutMs: number,
  saying: object,
): Promise<void> {
  const { client, since } = unknown;
  while (client.closed === undefined && performance.now() < since + timeoutMs + LATE_MS) {
    client.send(saying);
    await client.until(() => client.closed, timeoutMs / SAID_IN_TIME);
  }
  const passedMs = await passed(unknown, timeoutMs);
  const isKept = client.closed === undefined;
  // Once it is silent, a timer that every message starts anew goes off.
  const isRestarted = isKept && (await client.until(() => client.closed, timeoutMs + LATE_MS)) !== undefined;
  if (!isKept) return await expectClosedIn(unknown, passedMs, timeoutMs);
  const silent = isRestarted
    ? "it was closed once the client was silent"
    : `then the client was silent for ${timeoutMs + LATE_MS} ms, and the connection is open still`;
  await explained(
    () => {
      throw new CheckFailure({
        code: failures[isRestarted ? "timer-restarted" : "timer-stopped"],
        sent: `${client.lastSent ?? ""} every ${timeoutMs / SAID_IN_TIME} ms`,
        expected: closedAfter(timeoutMs),
        received: `the connection was still open after ${passedMs} ms; ${silent}`,
        peer: client.name,
      });
    },
    () => whichMessagesStop(websocket, timeoutMs),
    failures["timer-stopped"],
  );
}

/**
 * The same for a client whose "auth" has no token. That it may be closed for that at once, and how, is the affair of another check.
 */
export async function expectTimeoutWithoutToken(websocket: Tools["websocket"], timeoutMs: number): Promise<void> {
  const unknown = await openTimed(websocket);
  const auth = { type: "auth" };
  unknown.client.send(auth);
  await unknown.client.until(() => unknown.client.closed ?? errorIn(unknown.client), timeoutMs);
  if (unknown.client.closed === undefined) await expectTimeoutOfTalker(websocket, unknown, timeoutMs, auth);
}

/**
 * Opens three clients that show nothing, a third of `timeoutMs` apart, and waits until each of them is closed in its own time. Where
 * one timer serves all clients, it goes off for one of them before a third of its time is over. What passed here since a handshake
 * began can only be longer than what passed at the server, so a time that is too short here was too short there.
 */
export async function expectTimeoutsApart(websocket: Tools["websocket"], timeoutMs: number): Promise<void> {
  const times = await Promise.all(
    [0, 1 / 3, 2 / 3].map(async (part) => {
      await new Promise((resolve) => setTimeout(resolve, part * timeoutMs));
      const unknown = await openTimed(websocket);
      return { unknown, passedMs: await passed(unknown, timeoutMs) };
    }),
  );
  const isAnyClosed = times.some(({ unknown }) => unknown.client.closed !== undefined);
  const kept = failures[isAnyClosed ? "timer-shared" : "unknown-client-kept"];
  for (const { unknown, passedMs } of times) await expectClosedIn(unknown, passedMs, timeoutMs, kept);
  const [shortest, , longest] = times.toSorted((one, other) => one.passedMs - other.passedMs);
  if (shortest === undefined || longest === undefined || shortest.passedMs >= LEAST_OF_A_TIMEOUT * timeoutMs) return;
  const isOneForAll = longest.passedMs - shortest.passedMs > timeoutMs / 4;
  throw new CheckFailure({
    code: failures[isOneForAll ? "one-timer-for-all" : "closed-too-soon"],
    sent: "nothing; three clients connected, one after the other",
    expected: closedAfter(timeoutMs),
    received: `closed after ${times.map(({ passedMs }) => `${passedMs} ms`).join(", ")}`,
    peer: shortest.unknown.client.name,
    event: shortest.unknown.client.closed?.event,
  });
}

/** Fails unless a client that has only watched others say who they are is closed in time, as those without company were. */
export async function expectTimeoutBeside(silent: Unknown, timeoutMs: number): Promise<void> {
  await expectClosedIn(silent, await passed(silent, timeoutMs), timeoutMs, failures["timer-shared"]);
}

/** Fails when one of these clients, each of which is known, was closed: by its timer, or because others have come. */
export async function expectKept(known: readonly WebSocketClient[]): Promise<void> {
  for (const client of known) {
    try {
      await expect(client).toStayOpen();
      continue;
    } catch (error) {
      if (client.closed === undefined) throw error;
    }
    const { closed, name, lastSent } = client;
    const isTimeout = TIMEOUT_CODES.some((code) => code === closed.code);
    const way = lastSent === undefined ? "in the URL of its handshake" : "in its first message";
    throw new CheckFailure({
      code: failures[isTimeout ? "known-closed-by-timer" : "closed-for-another"],
      sent: isTimeout
        ? `a valid token by ${name}, ${way}; the server has named its user`
        : `nothing by ${name}; its user has opened another connection`,
      expected: isTimeout ? "the connection stays open, also after AUTH_TIMEOUT_MS" : "both connections stay open",
      received: `closed with ${closed.code}`,
      peer: name,
      event: closed.event,
    });
  }
}
