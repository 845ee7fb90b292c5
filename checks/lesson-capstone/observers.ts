/** Four clients of one board, each of which keeps a copy of it over its own transport. */
import { CheckFailure, expect, type Explanation, type HeldRequest, type Tools, type WebSocketClient } from "#kit";
import { BoardCopy, type Snapshot } from "./board-copy.ts";
import { failures } from "./failures.ts";
import { inPeace, inShort, isOvertaken, missedBy } from "./joining-gap.ts";
import { isOfTask, LIMIT_MS } from "./messages.ts";
import { handled, joinBoard, openTab, peopleIn } from "./people.ts";
import { whoIsOvertaken, whyTwice } from "./on-streams.ts";
import { whoGets, type Transport } from "./who-gets.ts";

type InboxMessage = WebSocketClient["inbox"][number];

export interface Observer {
  /** For example `the event stream`. */
  readonly transport: string;
  /** Its name in the transcript, at the moment. */
  readonly peer: () => string;
  readonly copy: BoardCopy;
  /** Takes what has arrived, and waits until that includes the event with this id, or for `LIMIT_MS`. */
  readonly catchUp: (eventId: string) => Promise<void>;
  /** What came besides events and is none of the lesson's other messages: often a wrapped event. */
  readonly stranger?: () => InboxMessage | undefined;
  /**
   * Asks once more what a failure is. Only once it is certain that this client lacks an event.
   * @param others what the other clients of the same change have
   */
  readonly askFurther?: (others: readonly BoardCopy[]) => Promise<Further>;
  /** Asks once more why an event came twice, or after a later one. */
  readonly askOfStream?: (
    code: CheckFailure["observation"]["code"],
    received: string,
  ) => Promise<Explanation | undefined>;
  /** Vanishes without a word. */
  readonly disconnect: () => void;
  readonly connect: () => Promise<void>;
}

/** What one more question tells of a failure. */
interface Further {
  readonly code?: (typeof failures)[keyof typeof failures];
  /** What was received then, as the end of a sentence. */
  readonly more?: string;
  /** What was received, in place of what the failure says of it. */
  readonly received?: string;
}

/** Whether the change reaches other transports, for a client that was sent no event at all. */
async function askOthers(tools: Tools, { events }: BoardCopy, own: Transport): Promise<Further> {
  if (events.length > 0) return {};
  const got = await whoGets(tools);
  if (got.includes(own)) return {};
  return {
    code: failures[got.length === 0 ? "published-to-none" : "not-subscribed"],
    more: `. After one more new task, it came over ${got.join(" and ") || "no transport at all"}`,
  };
}

/** How long missed events are waited for that others have overtaken, in milliseconds. */
const LATE_MS = 1_500;

/** An event stream, which names its last event when it is opened. */
export async function streamObserver(tools: Tools, snapshot: Snapshot): Promise<Observer> {
  const copy = new BoardCopy(snapshot);
  const open = () => tools.sse.open(`/boards/${copy.boardId}/events`, { lastEventId: copy.lastEventId });
  let stream = await open();
  await expect(stream).toBeOpen();
  let read = 0;
  const take = () => {
    for (; read < stream.events.length; read++) applyEvent(copy, stream.events[read]?.json, stream.events[read]?.id);
  };
  return {
    transport: "the event stream",
    peer: () => stream.name,
    copy,
    catchUp: async (eventId) => {
      await stream.until(() => {
        take();
        return copy.has(eventId) ? true : undefined;
      }, LIMIT_MS);
      take();
    },
    askFurther: () => askOthers(tools, copy, "the event stream"),
    askOfStream: (code, received) =>
      code === failures["delivered-twice"] ? whyTwice(tools, received) : whoIsOvertaken(tools, received),
    disconnect: () => {
      take();
      stream.destroy();
    },
    connect: async () => {
      take();
      copy.askFrom(copy.lastEventId);
      stream = await open();
      read = 0;
      await expect(stream).toBeOpen();
    },
  };
}

/** A WebSocket, which may also leave the board and join it again on the connection that it has. */
export interface SocketObserver extends Observer {
  readonly leave: () => Promise<void>;
  /** Joins the board, and names its last event. */
  readonly join: () => Promise<void>;
}

/** A WebSocket that joins the board; it names its last event each time but the first, where it needs to know nothing yet. */
export async function socketObserver(tools: Tools, snapshot: Snapshot): Promise<SocketObserver> {
  const copy = new BoardCopy(snapshot, false);
  const { third } = peopleIn(tools.board);
  let tab = await openTab(tools.websocket, third);
  await joinBoard(tab, copy.boardId);
  let read = 0;
  const take = () => {
    const { inbox } = tab.client;
    for (; read < inbox.length; read++) applyEvent(copy, inbox[read]?.json);
  };
  return {
    transport: "the WebSocket",
    peer: () => tab.client.name,
    copy,
    stranger: () => strangerIn(tab.client),
    askFurther: async (others) => {
      if (strangerIn(tab.client)) return {};
      const missed = missedBy(copy, others);
      if (missed.length === 0) return await askOthers(tools, copy, "the WebSocket");
      if (isOvertaken(copy)) {
        await tab.client.until(() => {
          take();
          return missedBy(copy, others).length === 0 ? true : undefined;
        }, LATE_MS);
        const lost = missedBy(copy, others);
        return {
          code: failures["overtaken-while-catching-up"],
          received: `after the client had come back and named ${copy.asked?.since} as its last event, these ids, in this order: ${inShort((copy.sinceAsked ?? []).map(({ id }) => Number(id)))}. ${lost.length === 0 ? "None is missing in the end" : `Not there after ${LATE_MS / 1000} s more: ${inShort(lost)}`}`,
        };
      }
      const sent = await inPeace(tools, copy, missed);
      const never = `. Never: ${inShort(missed)}, which other clients were sent`;
      const joined = `. A new client that joined with "since":"${copy.asked?.since}" while nothing happened was sent all of them, and the next change`;
      if (sent === "not-everything") return { more: never };
      if (sent === "everything") return { code: failures["lost-while-joining"], more: never + joined };
      return {
        code: failures["second-tab-not-caught-up"],
        more: `${never}${joined}; a second tab of the same user was not`,
      };
    },
    catchUp: async (eventId) => {
      await untilReceived(tab.client, () => {
        take();
        return copy.has(eventId);
      });
      take();
    },
    disconnect: () => {
      take();
      tab.client.destroy();
    },
    connect: async () => {
      take();
      tab = await openTab(tools.websocket, third);
      read = 0;
      copy.askFrom(copy.lastEventId);
      await joinBoard(tab, copy.boardId, copy.lastEventId);
    },
    leave: async () => {
      tab.client.send({ type: "leave", boardId: copy.boardId });
      await handled(tab);
      take();
    },
    join: async () => {
      copy.askFrom(copy.lastEventId);
      await joinBoard(tab, copy.boardId, copy.lastEventId);
    },
  };
}

/** What the server sends besides events (the lesson's README, The messages on /ws). */
const BESIDES = new Set<unknown>(["connected", "presence", "user_joined", "user_left", "pong", "error"]);

/** The last message that is neither an event of a task nor one of the others that the lesson has. */
function strangerIn({ inbox }: WebSocketClient): InboxMessage | undefined {
  return inbox.findLast(({ json }) => !isOfTask(json) && !BESIDES.has(json?.["type"]));
}

function untilReceived(client: WebSocketClient, isSo: () => boolean): Promise<true | undefined> {
  return client.until(() => (isSo() ? true : undefined), LIMIT_MS);
}

/** Asks now and then what has happened since. */
export function pollObserver({ http }: Tools, snapshot: Snapshot): Observer {
  const copy = new BoardCopy(snapshot);
  let cursor = copy.lastEventId;
  return {
    transport: "short polls",
    peer: () => "http-1",
    copy,
    catchUp: async () => {
      const answer = await http.get(`/boards/${copy.boardId}/updates?since=${encodeURIComponent(cursor)}`);
      expect(answer).toHaveStatus(200);
      cursor = takeAnswer(copy, answer.json, cursor);
    },
    disconnect: () => {},
    connect: async () => {},
  };
}

/** A long poll, which also knows whether it still waits. */
export interface HeldPollObserver extends Observer {
  /** Fails when its poll was answered already, and with nothing. */
  readonly expectWaiting: (sent: string) => void;
}

/** Has one request held at any time, and sends the next one when it is answered. */
export async function heldPollObserver({ http }: Tools, snapshot: Snapshot): Promise<HeldPollObserver> {
  const copy = new BoardCopy(snapshot);
  let cursor = copy.lastEventId;
  const hold = () => http.hold(`/boards/${copy.boardId}/poll?since=${encodeURIComponent(cursor)}`);
  let held: HeldRequest = await hold();
  return {
    transport: "long polls",
    peer: () => held.name,
    copy,
    expectWaiting: (sent) => {
      if (held.answer === undefined || dataIn(held.answer.json).length > 0) return;
      throw endedWithNothing(held, sent, "woken-by-another-board");
    },
    catchUp: async (eventId) => {
      while (!copy.has(eventId)) {
        await held.until(() => held.answer, LIMIT_MS);
        if (held.answer === undefined) return;
        expect(held.answer).toHaveStatus(200);
        const ended = held;
        const before = copy.events.length;
        cursor = takeAnswer(copy, held.answer.json, cursor);
        if (dataIn(held.answer.json).length === 0)
          throw endedWithNothing(ended, `a change of the board ${copy.boardId}`, "woken-without-news");
        held = await hold();
        if (copy.events.length === before) return;
      }
    },
    askFurther: async () => {
      if (!held.isPending) return {};
      const waited = held;
      const again = await hold();
      const answer = await again.until(() => again.answer, LIMIT_MS);
      if (answer === undefined) again.abort();
      return {
        code: failures[answer === undefined ? "news-not-seen" : "not-woken"],
        more: `; ${waited.sent} is still held, and the same request, sent once more after the change, is ${answer === undefined ? "held as well" : `answered: ${answer.body.slice(0, 80)}`}`,
      };
    },
    disconnect: () => held.reset(),
    connect: async () => {
      held = await hold();
    },
  };
}

function endedWithNothing(
  { sent, answer }: HeldRequest,
  change: string,
  code: "woken-by-another-board" | "woken-without-news",
): CheckFailure {
  return new CheckFailure({
    code: failures[code],
    sent: `${sent}; then ${change}`,
    expected: code === "woken-without-news" ? "an answer with the event of this change" : "no answer yet",
    received: answer?.body ?? "",
    event: answer?.event,
  });
}

/** All four, from one snapshot. */
export async function allObservers(tools: Tools, snapshot: Snapshot): Promise<Record<ObserverName, Observer>> {
  return {
    short: pollObserver(tools, snapshot),
    long: await heldPollObserver(tools, snapshot),
    stream: await streamObserver(tools, snapshot),
    socket: await socketObserver(tools, snapshot),
  };
}

export type ObserverName = "short" | "long" | "stream" | "socket";

/** Takes the events of an answer, and returns the cursor to go on from. */
function takeAnswer(copy: BoardCopy, json: unknown, cursor: string): string {
  const events = dataIn(json);
  copy.askFrom(cursor);
  for (const event of events) applyEvent(copy, event);
  const { timestamp } = (json ?? {}) as { timestamp?: unknown };
  const next = typeof timestamp === "string" ? timestamp : cursor;
  if (events.length > 0) copy.answers.push({ since: cursor, timestamp: next, ids: events.map(({ id }) => String(id)) });
  copy.answered = { since: cursor, timestamp: next, lastId: events.at(-1)?.id };
  return next;
}

function dataIn(json: unknown): readonly { readonly id?: unknown }[] {
  const { data } = (json ?? {}) as { data?: unknown };
  return Array.isArray(data) ? data : [];
}

/** Applies what is an event of a task; other messages a client may get besides are not its concern. */
function applyEvent(copy: BoardCopy, message: unknown, id?: string): void {
  if (!isOfTask(message)) return;
  copy.apply(id === undefined ? message : { ...message, id });
}
