/** What the clients of all instances are sent when a board changes. */
import { CheckFailure, expect, type JsonObject, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { CHANNEL, FORGED, type Change, type Watchers } from "./instances.ts";

/** How long an event may take to any client while all is well, and after Redis is back, in milliseconds. */
const DELIVERED_WITHIN_MS = 2_000;
const RECOVERED_WITHIN_MS = 5_000;
/** How long changes may take that are made just after that, before more are made, in milliseconds. */
const TOLD_AGAIN_WITHIN_MS = 1_500;

/** What one client has been sent about tasks. */
interface Inbox {
  readonly at: string;
  readonly peer: string;
  readonly transport: string;
  readonly events: () => readonly Delivered[];
  readonly until: (isThere: () => true | undefined, limitMs: number) => Promise<unknown>;
  readonly isOpen: () => Promise<void>;
}

interface Delivered {
  readonly json: JsonObject;
  readonly event: CheckFailure["observation"]["event"];
}

function inboxesOf({ at, stream, socket }: Watchers): readonly Inbox[] {
  return [
    {
      at,
      peer: stream.name,
      transport: "the event stream",
      events: () => stream.events.flatMap(({ json, entry }) => aboutTask(json as JsonObject | undefined, entry)),
      until: (isThere, limitMs) => stream.until(isThere, limitMs),
      isOpen: () => expect(stream).toBeOpen(),
    },
    {
      at,
      peer: socket.name,
      transport: "the WebSocket",
      events: () => socket.inbox.flatMap(({ json, event }) => aboutTask(json, event)),
      until: (isThere, limitMs) => socket.until(isThere, limitMs),
      isOpen: () => expect(socket).toStayOpen(),
    },
  ];
}

function aboutTask(json: JsonObject | undefined, event: Delivered["event"]): Delivered[] {
  return json !== undefined && String(json["type"]).startsWith("task_") ? [{ json, event }] : [];
}

function isOf({ json }: Delivered, { type, taskId }: Change): boolean {
  const task = (json["task"] ?? {}) as { readonly id?: unknown };
  return json["type"] === type && (json["taskId"] ?? task.id) === taskId;
}

/** Waits until every client has been sent every one of these changes, in whatever order. */
export async function expectDelivered(watchers: readonly Watchers[], ...changes: readonly Change[]): Promise<void> {
  await allDelivered(watchers, changes, DELIVERED_WITHIN_MS, failures["not-forwarded"]);
}

/** The same for changes that were made at once, of which an instance may pass over some: ids of the log have no gaps. */
export async function expectAllDelivered(watchers: readonly Watchers[], ...changes: readonly Change[]): Promise<void> {
  try {
    await expectDelivered(watchers, ...changes);
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    const inbox = watchers.flatMap(inboxesOf).find(({ peer }) => peer === error.observation.peer);
    const ids = (inbox?.events() ?? []).map(({ json }) => Number(json["id"])).toSorted((a, b) => a - b);
    const gap = ids.findIndex((id, index) => id > (ids[index - 1] ?? id) + 1);
    if (gap === -1) throw error;
    const received = `${ids.length} of them: after the id ${ids[gap - 1]}, ${ids[gap]}, and what lies between never came`;
    throw new CheckFailure({ ...error.observation, code: failures["passed-over"], received });
  }
}

/** The same, after Redis has come back. */
export async function expectRecovered(watchers: readonly Watchers[], ...changes: readonly Change[]): Promise<void> {
  await allDelivered(watchers, changes, RECOVERED_WITHIN_MS, failures["lost-in-outage"]);
}

/**
 * Makes changes until every client is told of them: once Redis is back, perhaps not everyone is connected to it again. Who
 * leaves a message out meanwhile is advised, as the next one makes good for it and the moment of connecting is chance.
 * @param make makes one change at each instance
 * @returns all of them, which every client has been sent
 */
export async function expectToldAgain(
  watchers: readonly Watchers[],
  make: () => Promise<readonly Change[]>,
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  const giveUpAt = performance.now() + RECOVERED_WITHIN_MS;
  for (;;) {
    changes.push(...(await make()));
    try {
      await allDelivered(watchers, changes, TOLD_AGAIN_WITHIN_MS, failures["untold-after-outage"]);
      return changes;
    } catch (error) {
      const isUntold = error instanceof CheckFailure && error.observation.code === failures["untold-after-outage"];
      if (!isUntold || performance.now() > giveUpAt) throw error;
    }
    adviseOnLeftOut(watchers);
  }
}

function adviseOnLeftOut([watcher]: readonly Watchers[]): void {
  if (watcher === undefined || watcher.socket.advice.some(({ code }) => code === "left-out-while-connecting")) return;
  watcher.socket.advice.push({
    code: "left-out-while-connecting",
    text: "a change that was made just after Redis had come back was told to the other instance only with the next one; the client keeps what is published while it connects, unless the code asks isReady first",
  });
}

/** The same for the first change of a check that has the instances connected: where nothing is, the failure says so. */
export async function expectConnected(tools: Tools, watchers: readonly Watchers[], change: Change): Promise<void> {
  try {
    await expectDelivered(watchers, change);
  } catch (error) {
    const isForwarding = error instanceof CheckFailure && error.observation.code === failures["not-forwarded"];
    if (!isForwarding || (await tools.redis.publish(CHANNEL, "is anyone there?")) > 0) throw error;
    throw new CheckFailure({ ...error.observation, code: failures["no-subscriber"] });
  }
}

async function allDelivered(
  watchers: readonly Watchers[],
  changes: readonly Change[],
  limitMs: number,
  elsewhere: (typeof failures)[keyof typeof failures],
): Promise<void> {
  const inboxes = watchers.flatMap(inboxesOf);
  const missedBy = ({ events }: Inbox) => {
    const came = events();
    return changes.find((change) => !came.some((one) => isOf(one, change)));
  };
  await Promise.all(inboxes.map((inbox) => inbox.until(() => (missedBy(inbox) ? undefined : true), limitMs)));
  for (const inbox of inboxes) {
    const missed = missedBy(inbox);
    if (missed === undefined) continue;
    await inbox.isOpen();
    throw new CheckFailure({
      code: inbox.at === missed.at ? failures["own-client-missed"] : elsewhere,
      sent: `${missed.sent} to ${missed.at}`,
      expected: `${phraseOf(missed)} on ${inbox.transport} at ${inbox.at}, within ${limitMs / 1000} s`,
      received: shown(inbox.events()),
      peer: inbox.peer,
    });
  }
}

/**
 * Fails unless each client has been sent each of these changes once, and nothing else. What was sent too often has come by now:
 * of the changes, the last ones were made at each instance in turn, and the messages of one connection keep their order.
 */
export async function expectOnce(watchers: readonly Watchers[], ...changes: readonly Change[]): Promise<void> {
  for (const inbox of watchers.flatMap(inboxesOf)) {
    await inbox.isOpen();
    const events = inbox.events();
    const extra = events.find((event, index) => {
      const change = changes.find((one) => isOf(event, one));
      return change === undefined || events.slice(0, index).some((earlier) => isOf(earlier, change));
    });
    if (extra === undefined) continue;
    const repeated = changes.find((change) => isOf(extra, change));
    const isForged = JSON.stringify(extra.json).includes(FORGED);
    throw new CheckFailure({
      code: failures[isForged ? "channel-believed" : repeated === undefined ? "delivered-too-much" : "delivered-twice"],
      sent: repeated === undefined ? `${changes[0]?.sent} to ${changes[0]?.at}` : `${repeated.sent} to ${repeated.at}`,
      expected: `each of ${changes.length} changes once on ${inbox.transport} at ${inbox.at}`,
      received: repeated === undefined ? `also ${shown([extra])}` : `${phraseOf(repeated)} more than once`,
      peer: inbox.peer,
      event: extra.event,
    });
  }
}

function phraseOf({ type, taskId }: Change): string {
  return `${type} of ${taskId}`;
}

function shown(events: readonly Delivered[]): string {
  if (events.length === 0) return "nothing about tasks";
  return events
    .slice(-3)
    .map(({ json }) => JSON.stringify(json).slice(0, 120))
    .join(", then ");
}
