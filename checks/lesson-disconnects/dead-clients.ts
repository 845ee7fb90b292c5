/** What the heartbeat is graded by, as to clients that do not answer: that they are ended, and leave their boards. */
import { CheckFailure, type Explanation, type Tools, type WebSocketClient } from "#kit";
import { failures } from "./failures.ts";
import { ended, expectAlive, expectPings, LATE_MS, type Times } from "./heartbeats.ts";
import { toldOf, type Person } from "./people.ts";

/** How many pings more than another client one may get while both are pinged at the same pace. */
const PINGS_AHEAD = 4;

/**
 * Answers so many ping frames, then none. For a client opened with `autoPong: false`, which is to be ended in any case.
 * @param beat a client that answers each ping. Fails when it is pinged again and again from now on, and this one is not
 */
export async function answerThenDie(
  client: WebSocketClient,
  rounds: number,
  times: Times,
  beat: WebSocketClient,
): Promise<void> {
  const limitMs = times.heartbeatMs * 2 + LATE_MS;
  const before = beat.pings.length;
  for (let round = 0; round < rounds && client.closed === undefined; round++) {
    const isAhead = () => (beat.pings.length - before > round + PINGS_AHEAD ? true : undefined);
    await Promise.race([client.until(() => client.pings[round], limitMs), beat.until(isAhead, limitMs)]);
    const ping = client.pings[round];
    if (ping !== undefined) client.pong(ping.data);
    else if (isAhead() === true)
      throw new CheckFailure({
        code: failures["some-dead-kept"],
        sent: "no pong frame by several clients, which are to be ended",
        expected: `a ping frame at ${client.name} at each beat, as at ${beat.name}`,
        received: `${round} of them at ${client.name}, and ${beat.pings.length - before} at ${beat.name} in the same time`,
        peer: client.name,
      });
  }
}

/** Closes the connection of a client right after its next ping frame, which it does not answer. */
export async function leaveOwing(client: WebSocketClient, times: Times): Promise<void> {
  const before = client.pings.length;
  await client.until(() => client.pings[before], times.heartbeatMs * 2 + LATE_MS);
  await client.leave();
}

/** Where nobody has been ended that does not answer: whether one is when none has left while it owed its pong. */
export async function whetherLeaverMatters(
  websocket: Tools["websocket"],
  path: string,
  times: Times,
): Promise<Explanation | undefined> {
  const dead = await websocket.open(path, { autoPong: false });
  await dead.until(() => dead.closed, limitMs(times));
  if (dead.closed === undefined) return undefined;
  return {
    code: failures["kept-behind-a-leaver"],
    why: "with another server, on which nobody has left, a client that does not answer is ended. Here another client had closed its connection between its ping frame and the end of its time: since then nobody is ended",
  };
}

/** A client that answers no ping frame any more, and how many it has answered. */
export interface Dead {
  readonly client: WebSocketClient;
  readonly answered: number;
}

/** Waits until the server has ended the connection of each of these clients: there is one limit for all of them. */
export async function expectAllEnded(dead: readonly Dead[], times: Times): Promise<void> {
  const withinMs = limitMs(times);
  const until = performance.now() + withinMs;
  for (const { client, answered } of dead) {
    await client.until(() => client.closed, Math.max(1, until - performance.now()));
    if (client.closed !== undefined) continue;
    const pings = client.pings.length;
    if (pings === 0) await expectPings(client, 1, times);
    const others = dead.filter((other) => other.client.closed !== undefined).length;
    throw new CheckFailure({
      code: failures[others === 0 ? "dead-peer-kept" : answered > 0 ? "trusted-for-ever" : "some-dead-kept"],
      sent: `${answered === 0 ? "no pong frame" : `a pong frame for the first ${answered}, and then none`}, though ${client.name} got ${pings} ping frames`,
      expected: `the connection is ended, at the latest ${withinMs} ms after the first that is not answered`,
      received: `it is still open${others === 0 ? "" : `, and those of ${others} other clients that do not answer are ended`}`,
      peer: client.name,
    });
  }
  const fewest = Math.min(...dead.map(inVain));
  for (const one of dead) expectFewPings(one, fewest, dead);
}

/** How many ping frames a client was sent that it did not answer. */
function inVain({ client, answered }: Dead): number {
  return client.pings.length - answered;
}

/**
 * The most ping frames that a client is sent in vain: one when it connects, the one that is waited for, and one that comes before
 * the time is over.
 */
const MOST_IN_VAIN = 3;

/**
 * Fails when a client was pinged again and again before it was taken for dead. A busy machine makes these pings no more.
 * @param fewest the fewest pings in vain of any of these clients
 */
function expectFewPings(one: Dead, fewest: number, all: readonly Dead[]): void {
  const { client } = one;
  if (inVain(one) <= MOST_IN_VAIN) return;
  const isSkipped = fewest < MOST_IN_VAIN;
  const counts = all.map(inVain).toSorted((a, b) => a - b);
  throw new CheckFailure({
    code: failures[isSkipped ? "dead-skipped" : "ended-too-late"],
    sent: isSkipped
      ? `no pong frame any more by ${all.length} clients at the same time, ${client.name} among them`
      : `no pong frame for ${inVain(one)} ping frames, by ${client.name}`,
    expected: "the connection is ended, at the latest when the next ping frame is due",
    received: `it was ended after ${inVain(one)} ping frames without an answer${isSkipped ? `; all of these clients, after ${counts.join(", ")} of them` : ""}`,
    peer: client.name,
    event: client.closed?.event,
  });
}

/** Waits until the watcher has been told once that each of these users, who answer nothing, has left the board. */
export async function expectDepartures(
  watcher: WebSocketClient,
  people: readonly Person[],
  times: Times,
): Promise<void> {
  const withinMs = limitMs(times);
  const until = performance.now() + withinMs;
  for (const person of people) {
    const left = () => (toldOf(watcher, "user_left", person) > 0 ? true : undefined);
    if ((await watcher.until(left, Math.max(1, until - performance.now()))) === true) continue;
    if (watcher.closed !== undefined) throw ended(watcher, watcher.pings.length);
    if (watcher.pings.length === 0) await expectPings(watcher, 1, times);
    throw new CheckFailure({
      code: failures["ghost"],
      sent: `nothing by ${person.id}: it answers no ping frame and no close frame`,
      expected: `"user_left" of ${person.id} at ${watcher.name}, within ${withinMs} ms`,
      received: "nothing of the kind",
      peer: watcher.name,
    });
  }
}

/** Fails when the watcher was told more than once that one of these users has left. */
export async function expectToldOnce(watcher: WebSocketClient, people: readonly Person[]): Promise<void> {
  await expectAlive(watcher);
  for (const person of people) {
    const count = toldOf(watcher, "user_left", person);
    if (count === 1) continue;
    throw new CheckFailure({
      code: failures["left-twice"],
      sent: `nothing by ${person.id}: it answers no ping frame and no close frame`,
      expected: `"user_left" of ${person.id} once at ${watcher.name}`,
      received: `${count} times`,
      peer: watcher.name,
    });
  }
}

/** A dead client is found out at the ping frame after the one that it left unanswered, at the latest. */
function limitMs({ heartbeatMs, pongTimeoutMs }: Times): number {
  return 2 * heartbeatMs + pongTimeoutMs + LATE_MS;
}
