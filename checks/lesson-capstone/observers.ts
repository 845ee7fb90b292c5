/** Four clients of one board, each of which keeps a copy of it over its own transport. */
import { expect, type HeldRequest, type JsonObject, type Tools, type WebSocketClient } from "#kit";
import { BoardCopy, type Snapshot } from "./board-copy.ts";
import { handled, joinBoard, openTab, peopleIn } from "./people.ts";

export interface Observer {
  /** For example `the event stream`. */
  readonly transport: string;
  /** Its name in the transcript, at the moment. */
  readonly peer: () => string;
  readonly copy: BoardCopy;
  /** Takes what has arrived, and waits until that includes the event with this id, or for `LIMIT_MS`. */
  readonly catchUp: (eventId: string) => Promise<void>;
  /** What else a report has to say of it, as the end of a sentence. */
  readonly note?: () => string;
  /** Vanishes without a word. */
  readonly disconnect: () => void;
  readonly connect: () => Promise<void>;
}

/** A server has this long to deliver an event, in milliseconds. */
export const LIMIT_MS = 2_000;

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
    disconnect: () => {
      take();
      stream.destroy();
    },
    connect: async () => {
      take();
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
  const copy = new BoardCopy(snapshot);
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
    note: () => noteOnStrangers(tab.client),
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
      await joinBoard(tab, copy.boardId, copy.lastEventId);
    },
    leave: async () => {
      tab.client.send({ type: "leave", boardId: copy.boardId });
      await handled(tab);
      take();
    },
    join: () => joinBoard(tab, copy.boardId, copy.lastEventId),
  };
}

/** What the server sends besides events (the lesson's README, The messages on /ws). */
const BESIDES = new Set<unknown>(["connected", "presence", "user_joined", "user_left", "pong", "error"]);

/** The last message that is neither an event of a task nor one of the others that the lesson has: often a wrapped event. */
function noteOnStrangers({ inbox }: WebSocketClient): string {
  const stranger = inbox.findLast(({ json }) => !isOfTask(json) && !BESIDES.has(json?.["type"]));
  return stranger === undefined ? "" : `; what came besides is no event: ${stranger.text.slice(0, 120)}`;
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

/** Has one request held at any time, and sends the next one when it is answered. */
export async function heldPollObserver({ http }: Tools, snapshot: Snapshot): Promise<Observer> {
  const copy = new BoardCopy(snapshot);
  let cursor = copy.lastEventId;
  const hold = () => http.hold(`/boards/${copy.boardId}/poll?since=${encodeURIComponent(cursor)}`);
  let held: HeldRequest = await hold();
  return {
    transport: "long polls",
    peer: () => held.name,
    copy,
    catchUp: async (eventId) => {
      while (!copy.has(eventId)) {
        await held.until(() => held.answer, LIMIT_MS);
        if (held.answer === undefined) return;
        expect(held.answer).toHaveStatus(200);
        const before = copy.events.length;
        cursor = takeAnswer(copy, held.answer.json, cursor);
        held = await hold();
        if (copy.events.length === before) return;
      }
    },
    note: () => (held.isPending ? "; its poll is still held" : ""),
    disconnect: () => held.reset(),
    connect: async () => {
      held = await hold();
    },
  };
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
  const { data, timestamp } = (json ?? {}) as { data?: unknown; timestamp?: unknown };
  for (const event of Array.isArray(data) ? data : []) applyEvent(copy, event);
  return typeof timestamp === "string" ? timestamp : cursor;
}

/** Applies what is an event of a task; other messages a client may get besides are not its concern. */
function applyEvent(copy: BoardCopy, message: unknown, id?: string): void {
  if (!isOfTask(message)) return;
  copy.apply(id === undefined ? message : { ...message, id });
}

/** Whether a message is an event of a task. */
export function isOfTask(message: unknown): message is JsonObject {
  return String((message as JsonObject | undefined)?.["type"]).startsWith("task_");
}
