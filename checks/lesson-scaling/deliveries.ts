/** What the clients of all instances are sent when a board changes. */
import { CheckFailure, expect, explained, type Explanation, type JsonObject } from "#kit";
import { failures } from "./failures.ts";
import { whereItEnds } from "./forwarding.ts";
import { CHANNEL, FORGED, type Change, type Watchers } from "./instances.ts";

/** How long an event may take to any client while all is well, and after Redis is back, in milliseconds. */
const DELIVERED_WITHIN_MS = 2_000;
const RECOVERED_WITHIN_MS = 5_000;
/** How long an instance may take to follow a message of the check, in milliseconds. */
const FOLLOWS_WITHIN_MS = 1_000;
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
  await delivered(watchers, changes);
}

/**
 * The same for changes that several instances have made at once.
 * @param makeElsewhere makes many at once at the instances other than this one
 */
export async function expectAllDelivered(
  watchers: readonly Watchers[],
  changes: readonly Change[],
  makeElsewhere: (at: string) => Promise<readonly Change[]>,
): Promise<void> {
  await delivered(watchers, changes, makeElsewhere);
}

async function delivered(
  watchers: readonly Watchers[],
  changes: readonly Change[],
  makeElsewhere?: (at: string) => Promise<readonly Change[]>,
): Promise<void> {
  await explained(
    () => allDelivered(watchers, changes, DELIVERED_WITHIN_MS, failures["not-forwarded"]),
    async ({ code, peer, received }) => {
      const inboxes = watchers.flatMap(inboxesOf);
      const inbox = inboxes.find((one) => one.peer === peer);
      if (inbox === undefined) return undefined;
      const last = lastBeforeOneMoreDigit(inboxes.filter(({ at }) => at === inbox.at));
      if (last !== undefined)
        return {
          code: failures["ids-compared-as-text"],
          received: `at the clients of ${inbox.at} the events up to the id ${last}, and none after it`,
        };
      // What an instance does not tell its own clients never was on its way to another one.
      if (code === failures["own-client-missed"]) return undefined;
      const over = passedOver(inbox, watchers, changes);
      if (over === undefined) return await forwarding(watchers, inbox, changes, received);
      return makeElsewhere === undefined ? over : { ...over, ...(await whilePassive(inbox, over, makeElsewhere)) };
    },
    failures["not-forwarded"],
    failures["own-client-missed"],
  );
}

/** The id after which nothing came at any of these clients, where the next one has a digit more: 9, 99 and so on. */
function lastBeforeOneMoreDigit(inboxes: readonly Inbox[]): string | undefined {
  const last = inboxes.map(({ events }) => String(Math.max(...events().map(({ json }) => Number(json["id"])))));
  return last.every((id) => id === last[0] && /^9+$/.test(id)) ? last[0] : undefined;
}

/** Whether an instance passes over events of others also while it makes none itself. */
async function whilePassive(
  inbox: Inbox,
  { received }: Explanation,
  makeElsewhere: (at: string) => Promise<readonly Change[]>,
): Promise<Explanation> {
  const made = await makeElsewhere(inbox.at);
  const missed = () => made.filter((change) => !inbox.events().some((one) => isOf(one, change)));
  await inbox.until(() => (missed().length === 0 ? true : undefined), DELIVERED_WITHIN_MS);
  const isComplete = missed().length === 0;
  return {
    ...(isComplete ? { code: failures["own-change-moves-mark"] } : {}),
    received: `${received}. ${made.length === 1 ? `One more change, not made at ${inbox.at}, ${isComplete ? "came" : "did not come"}` : `Of ${made.length} more changes, none of them made at ${inbox.at}, ${isComplete ? "all came" : `${missed().length} did not come`}`}`,
  };
}

/** What the failure is when later events than the missing ones came: ids are of one sequence, whichever instance counts on. */
function passedOver(inbox: Inbox, watchers: readonly Watchers[], changes: readonly Change[]): Explanation | undefined {
  const everywhere = watchers.flatMap(inboxesOf).flatMap(({ events }) => events());
  const idOf = (change: Change) => Number(everywhere.find((one) => isOf(one, change))?.json["id"]);
  const missed = changes.filter((change) => !inbox.events().some((one) => isOf(one, change)));
  const last = Math.max(...inbox.events().map(({ json }) => Number(json["id"])));
  const over = missed.filter((change) => idOf(change) < last);
  if (over.length === 0) return undefined;
  const places = [...new Set(over.map(({ at }) => at))].join(" and at ");
  const ids = over.map(idOf).toSorted((a, b) => a - b);
  return {
    code: failures["passed-over"],
    received: `events up to the id ${last}, without the ${ids.length === 1 ? "id" : "ids"} ${ids.slice(0, 8).join(", ")}${ids.length > 8 ? ", …" : ""}: ${over.length === 1 ? "a change" : `${over.length} changes`} made at ${places}`,
  };
}

/** How far the message came, where the change was made at another instance than the client's. */
async function forwarding(
  watchers: readonly Watchers[],
  inbox: Inbox,
  changes: readonly Change[],
  received: string,
): Promise<Explanation | undefined> {
  const origin = watchers.find(({ at }) => at !== inbox.at);
  const missed = changes.find((change) => !inbox.events().some((one) => isOf(one, change)));
  if (origin === undefined || missed === undefined) return undefined;
  // At its own instance the event came, with the id that a message may hold.
  const event = inboxesOf(origin)
    .flatMap(({ events }) => events())
    .find((one) => isOf(one, missed))?.json;
  const id = event?.["id"];
  const texts = [typeof id === "string" ? id : "", JSON.stringify(event ?? {})];
  const hasCome = () => inbox.events().some((one) => isOf(one, missed)) || undefined;
  const follows = async () => (await inbox.until(hasCome, FOLLOWS_WITHIN_MS)) === true;
  const { code, seen } = await whereItEnds(origin.redis, CHANNEL, texts, follows);
  return { code, received: `${received}; ${seen}` };
}

/** The same, after Redis has come back. */
export async function expectRecovered(watchers: readonly Watchers[], ...changes: readonly Change[]): Promise<void> {
  await allDelivered(watchers, changes, RECOVERED_WITHIN_MS, failures["lost-in-outage"]);
}

/**
 * The same for changes of several instances, each of which has made some of its own meanwhile. That an instance reads the log
 * once Redis is back has been seen before.
 * @param makeElsewhere makes changes at the instances other than this one
 */
export async function expectAllRecovered(
  watchers: readonly Watchers[],
  changes: readonly Change[],
  makeElsewhere: (at: string) => Promise<readonly Change[]>,
): Promise<void> {
  await explained(
    () => expectRecovered(watchers, ...changes),
    async ({ peer }) => {
      const inbox = watchers.flatMap(inboxesOf).find((one) => one.peer === peer);
      const over = inbox && passedOver(inbox, watchers, changes);
      return over && { ...over, ...(await whilePassive(inbox, over, makeElsewhere)) };
    },
    failures["lost-in-outage"],
  );
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
    throw new CheckFailure({
      code: failures[repeated === undefined ? kindOfExtra(extra, events) : kindOfRepetition(watchers, repeated)],
      sent: repeated === undefined ? `${changes[0]?.sent} to ${changes[0]?.at}` : `${repeated.sent} to ${repeated.at}`,
      expected: `each of ${changes.length} changes once on ${inbox.transport} at ${inbox.at}`,
      received: repeated === undefined ? `also ${shown([extra])}` : countsOf(watchers, repeated),
      peer: inbox.peer,
      event: extra.event,
    });
  }
}

function kindOfExtra(extra: Delivered, events: readonly Delivered[]): keyof typeof failures {
  if (JSON.stringify(extra.json).includes(FORGED)) return "channel-believed";
  const ids = events.map(({ json }) => json["id"]);
  return new Set(ids).size < ids.length ? "log-sent-again" : "delivered-too-much";
}

/** How often a change came at each instance, on the client that was sent it most. */
function timesAt(watchers: readonly Watchers[], change: Change): ReadonlyMap<string, number> {
  const times = (one: Watchers) =>
    inboxesOf(one).map(({ events }) => events().filter((each) => isOf(each, change)).length);
  return new Map(watchers.map((one) => [one.at, Math.max(...times(one))]));
}

function kindOfRepetition(watchers: readonly Watchers[], change: Change): "delivered-twice" | "own-message-delivered" {
  const times = timesAt(watchers, change);
  const isOnceElsewhere = [...times].every(([at, count]) => (at === change.at ? count > 1 : count === 1));
  return isOnceElsewhere && times.size > 1 ? "own-message-delivered" : "delivered-twice";
}

function countsOf(watchers: readonly Watchers[], change: Change): string {
  const counts = [...timesAt(watchers, change)].map(
    ([at, count]) => `${count === 1 ? "once" : `${count} times`} at ${at}`,
  );
  return `${phraseOf(change)} ${counts.join(", ")}`;
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
