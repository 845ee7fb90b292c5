/** When a client must give up, a connection or altogether, and when it must not. */
import { CheckFailure, type Backend, type Program, type Proxy, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { expectPings, failedWith, LATE_MS, timesIn, type Times } from "./heartbeats.ts";
import type { ReturningClient } from "./returning.ts";

/** A client that tries again does so after a tenth of a second; one that goes on running and does not is given this long. */
const GIVEN_UP_AFTER_MS = 2_500;

/** Fails unless the client, which was turned away, makes no second attempt. One that ends cannot make any. */
export async function expectGivenUp(program: Program, link: Proxy | Backend): Promise<void> {
  await link.atLeast(1);
  await program.exit(GIVEN_UP_AFTER_MS).catch(() => undefined);
  const [, second] = link.requests.filter(({ headers }) => headers.has("upgrade"));
  if (second === undefined) return;
  throw new CheckFailure({
    code: failures["retried-unauthorized"],
    sent: "the token of a session that is over",
    expected: "1 attempt: the server turned it away",
    received: "another one with the same token",
  });
}

/** Times with which a right client may be taken for a wrong one when the machine is busy for half a second, and longer ones. */
const PINGED = [
  { env: { WS_HEARTBEAT_MS: "500", PONG_TIMEOUT_MS: "400" }, silenceMs: 2_000 },
  { env: { WS_HEARTBEAT_MS: "1200", PONG_TIMEOUT_MS: "1000" }, silenceMs: 4_000 },
] as const;

/** What a client and its watcher meet that the machine kept from answering a ping, or from reading one. */
const KEPT_FROM_READING = [
  failures["left-live-connection"],
  failures["not-joined"],
  failures["not-reconnected"],
  failures["live-peer-ended"],
  failures["ended-with-the-ping"],
];

/** Holds a conversation with a server that pings. When it fails by what a busy machine may cause, it is held once more, slower. */
export async function withPings(
  { servers }: Tools,
  conversation: (tools: Tools, times: Times, silenceMs: number) => Promise<void>,
): Promise<void> {
  const [quick, slow] = PINGED;
  try {
    await conversation(await servers.start({ env: quick.env }), timesIn(quick.env), quick.silenceMs);
  } catch (error) {
    if (!failedWith(error, KEPT_FROM_READING)) throw error;
    await conversation(await servers.start({ env: slow.env }), timesIn(slow.env), slow.silenceMs);
  }
}

/** Waits while the server pings, for longer than the client stands silence. Fails when it leaves its connection. */
export async function expectTrust(client: ReturningClient, times: Times, silenceMs: number): Promise<void> {
  await expectPings(client.watcher, 1, times);
  const next = client.attempts.length;
  // A client that leaves may do so at any time after its limit.
  if ((await client.attempt(next, 1.4 * silenceMs)) === undefined) return;
  throw new CheckFailure({
    code: failures["left-live-connection"],
    sent: `a ping frame each ${times.heartbeatMs} ms`,
    expected: `the client keeps its connection (SILENCE_LIMIT_MS=${silenceMs})`,
    received: "it made another one",
  });
}

/** How far a connection had come when the network went silent: what it is called when that is not noticed, and what is said of it. */
export const SILENT = {
  afterPings: { code: failures["silence-unnoticed"], said: "pings had come before" },
  beforePings: { code: failures["silence-before-ping"], said: "the client had joined, and no ping frame had come yet" },
  inHandshake: {
    code: failures["handshake-without-limit"],
    said: "the client has sent a handshake, and nothing answers it",
  },
} as const;

/** Waits until the client, for which the network has gone silent, makes the attempt with this index. */
export async function expectSilenceNoticed(
  client: ReturningClient,
  index: number,
  silenceMs: number,
  { code, said }: (typeof SILENT)[keyof typeof SILENT],
): Promise<void> {
  const attempt = await client.attempt(index, silenceMs + LATE_MS);
  if (attempt !== undefined) return;
  throw new CheckFailure({
    code,
    sent: `nothing: no byte passes any more, in either direction; ${said}`,
    expected: `another connection after ${silenceMs} ms (SILENCE_LIMIT_MS)`,
    received: `none within ${silenceMs + LATE_MS} ms`,
  });
}
