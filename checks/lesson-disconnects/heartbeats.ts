/** What the heartbeat is graded by, as to clients that answer: the pings that they get, and that they stay. */
import { CheckFailure, expect, explained, type Tools, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import type { Person } from "./people.ts";
import { LATE_PONG_MS, whoStays } from "./who-stays.ts";

/** What a busy machine may add to a time, in milliseconds. */
export const LATE_MS = 4_000;

/** An end that comes so soon after a ping frame has not waited for its answer, in milliseconds. */
const WITH_THE_PING_MS = 200;

/** The times that the server got, in milliseconds. */
export interface Times {
  readonly heartbeatMs: number;
  readonly pongTimeoutMs: number;
}

export function timesIn(environment: Tools["environment"]): Times {
  return {
    heartbeatMs: Number(environment["WS_HEARTBEAT_MS"]),
    pongTimeoutMs: Number(environment["PONG_TIMEOUT_MS"]),
  };
}

/** Six times the times of the lesson: a machine that is busy for two seconds does not make a pong come too late. */
const SLOW = { WS_HEARTBEAT_MS: "4200", PONG_TIMEOUT_MS: "2100" };

/** What a client meets whose pong, or whose join, came too late. */
const CAME_LATE = [
  failures["live-peer-ended"],
  failures["ended-with-the-ping"],
  failures["newcomer-ended"],
  "connection-closed",
  "wrong-bytes",
] as const;

/** What has several causes, of which more is asked. */
const ASKED_ABOUT = [failures["live-peer-ended"], failures["ended-with-the-ping"]] as const;

/** Whether a check failed with one of these failures. */
export function failedWith(error: unknown, names: readonly CheckFailure["observation"]["code"][]): boolean {
  return error instanceof CheckFailure && names.includes(error.observation.code);
}

/**
 * Holds a conversation with clients that answer in time. When one of them is ended nevertheless, the machine may have been too
 * busy to deliver its pong: then it is held once more, with a server that has six times as long for everything.
 */
export async function withLiveClients(
  tools: Tools,
  conversation: (tools: Tools, times: Times) => Promise<void>,
): Promise<void> {
  try {
    await conversation(tools, timesIn(tools.environment));
  } catch (error) {
    if (!failedWith(error, CAME_LATE)) throw error;
    const slow = await tools.servers.start({ env: SLOW });
    await explained(
      () => conversation(slow, timesIn(SLOW)),
      async ({ code, received }) => ({
        received: `${received}; ${slow.server.name} has WS_HEARTBEAT_MS=${SLOW.WS_HEARTBEAT_MS} and PONG_TIMEOUT_MS=${SLOW.PONG_TIMEOUT_MS}`,
        ...(ASKED_ABOUT.some((one) => one === code) ? await whoStays(tools) : {}),
      }),
      ...CAME_LATE,
    );
  }
}

/** A client, and when its handshake began, on the clock of `performance.now()`. */
export interface Timed {
  readonly client: WebSocketClient;
  readonly since: number;
}

/** Opens clients of one user that answer each ping, one after the other. */
export async function openTimed(websocket: Tools["websocket"], { token }: Person, count: number): Promise<Timed[]> {
  const opened: Timed[] = [];
  for (let number = 0; number < count; number++) {
    const since = performance.now();
    opened.push({ client: await websocket.open(`/ws?token=${token}`), since });
  }
  return opened;
}

/** Waits until each of these clients has got a ping frame. */
export async function expectAllPinged(opened: readonly Timed[], times: Times): Promise<void> {
  for (const { client } of opened) {
    const isDecided = () => (client.pings.length > 0 || client.closed !== undefined ? true : undefined);
    await client.until(isDecided, times.heartbeatMs + LATE_MS);
    const said = client.inbox.find(({ json }) => json?.["type"] === "ping");
    const pinged = opened.find((other) => other.client.pings.length > 0)?.client;
    if (client.pings.length === 0 && said !== undefined)
      throw notPinged("no-ping-frame", client, `${said.text} (text)`);
    if (client.pings.length === 0 && pinged !== undefined)
      throw notPinged(
        failures["some-not-pinged"],
        client,
        `none at ${client.name}, and ${pinged.pings.length} at ${pinged.name}`,
      );
    await expectPings(client, 1, times);
  }
}

function notPinged(
  code: CheckFailure["observation"]["code"],
  { name }: WebSocketClient,
  received: string,
): CheckFailure {
  return new CheckFailure({
    code,
    sent: "nothing; four clients are connected",
    expected: `a ping frame at ${name}, as at each client`,
    received,
    peer: name,
  });
}

/** Waits until this client has got so many ping frames, at the pace that WS_HEARTBEAT_MS sets. */
export async function expectPings(client: WebSocketClient, times: number, { heartbeatMs }: Times): Promise<void> {
  // Where there is none at all, its time is not what is wrong first.
  await expect(client).toBePinged(1, { withinMs: heartbeatMs + LATE_MS });
  const withinMs = times * heartbeatMs + LATE_MS;
  await expect(client).toBePinged(times, { withinMs, setBy: `WS_HEARTBEAT_MS=${heartbeatMs}` });
}

/**
 * Fails when the client gets more ping frames, at any time within so many intervals, than there were intervals since its
 * handshake began. What a busy machine adds makes that time longer, and never shorter.
 */
export async function expectPace({ client, since }: Timed, rounds: number, { heartbeatMs }: Times): Promise<void> {
  // One ping frame may come with the connection, and one at the very end.
  const mostAfter = (ms: number) => Math.floor(ms / heartbeatMs) + 2;
  const tooMany = () => {
    const passedMs = performance.now() - since;
    return client.pings.length > mostAfter(passedMs) ? passedMs : undefined;
  };
  const passedMs = await client.until(tooMany, Math.max(1, since + rounds * heartbeatMs - performance.now()));
  if (passedMs === undefined) return;
  const most = mostAfter(passedMs);
  throw new CheckFailure({
    code: failures["pinged-too-often"],
    sent: "nothing; four clients are connected",
    expected: `a ping frame each ${heartbeatMs} ms (WS_HEARTBEAT_MS), so no more than ${most} until now`,
    received: `${client.pings.length} ping frames at ${client.name} within ${Math.round(passedMs)} ms`,
    peer: client.name,
  });
}

/** The clients that answer late. */
const late = new WeakSet<WebSocketClient>();

/** Answers so many ping frames, each a little late. For a client opened with `autoPong: false`. */
export async function answerLate(client: WebSocketClient, rounds: number, times: Times): Promise<void> {
  late.add(client);
  await stayThrough(client, rounds, times, async (data) => {
    await new Promise((resolve) => setTimeout(resolve, LATE_PONG_MS));
    client.pong(data);
  });
}

/**
 * Opens another client at each ping frame of this one, for so many of them: between a ping and the end of the time for its answer,
 * and without a ping of its own.
 */
export async function openAtPings(
  client: WebSocketClient,
  rounds: number,
  times: Times,
  open: () => Promise<WebSocketClient>,
): Promise<WebSocketClient[]> {
  const newcomers: WebSocketClient[] = [];
  await stayThrough(client, rounds, times, async () => void newcomers.push(await open()));
  return newcomers;
}

/** Says something at each ping frame, for so many of them; the pongs are sent by themselves. */
export async function talk(client: WebSocketClient, rounds: number, times: Times): Promise<void> {
  await stayThrough(client, rounds, times, () => client.send({ type: "ping" }));
}

/** Stays through so many ping frames; the pongs are sent by themselves. */
export async function stay(client: WebSocketClient, rounds: number, times: Times): Promise<void> {
  await stayThrough(client, rounds, times, () => {});
}

async function stayThrough(
  client: WebSocketClient,
  rounds: number,
  times: Times,
  onPing: (data: Buffer) => void | Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const ping = await client.until(() => client.pings[round], times.heartbeatMs * 2 + LATE_MS);
    if (client.closed !== undefined) throw ended(client, round);
    if (ping === undefined) await expectPings(client, round + 1, times);
    else await onPing(ping.data);
  }
}

/** Proves that the connection of a client that has answered every ping frame is open. */
export async function expectAlive(client: WebSocketClient): Promise<void> {
  if (client.closed !== undefined) throw ended(client, client.pings.length);
  await expect(client).toStayOpen();
}

/** A client that has answered every ping frame, so many of them, and was ended nevertheless. */
export function ended(client: WebSocketClient, answered: number): CheckFailure {
  const { name, closed, pings } = client;
  const isNew = answered === 0;
  const sinceMs = Math.round((closed?.event?.at ?? 0) - (pings.at(-1)?.at ?? 0));
  const isAtOnce = sinceMs < WITH_THE_PING_MS;
  const after = isNew ? "after no ping frame at all" : `${sinceMs} ms after ping frame ${answered}`;
  return new CheckFailure({
    code: failures[isNew ? "newcomer-ended" : isAtOnce ? "ended-with-the-ping" : "live-peer-ended"],
    sent: isNew
      ? `nothing; ${name} has just connected`
      : `a pong frame ${late.has(client) ? `${LATE_PONG_MS} ms after` : "at once for"} each ping frame, by ${name}`,
    expected: "the connection stays open",
    received: `it was ended ${after} (code ${closed?.code})`,
    peer: name,
    event: closed?.event,
  });
}
