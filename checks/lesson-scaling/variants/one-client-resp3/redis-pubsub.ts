/**
 * Connects the instances of the server. An instance that has changed a board says so through Redis, and every instance then reads
 * in the log, which they share, what its own clients have not been sent yet.
 */

import type { BoardEvent } from "@workbook/task-board";
import { createClient } from "redis";
import { board } from "./board.js";
import { deliver } from "./deliver.js";

/** On this channel an instance says that there is something new in the log. */
const EVENTS = "board-events";
/** On this one, that the people on a board have changed; the message is the board's id. */
const PRESENCE = "board-presence";
/** For every command: in version 3 of the protocol, one that has subscribed can do everything else as well. */
export const publisher = createClient({ url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379", RESP: 3 });
const subscriber = publisher;
publisher.on("error", (error: Error) => console.error(`Redis: ${error.message}`));

/** The id of the last event that the clients of this instance were sent. */
let lastSeen = board.lastEventId();
function deliverNew(): void {
  const events = board.eventsSince(lastSeen);
  for (const event of events) {
    lastSeen = event.id;
    deliver(event);
  }
  // It returns a thousand at most: there may be more.
  if (events.length > 0) deliverNew();
}

/** This instance has changed a board, and the event is in the log: the clients of all instances have to be sent it. */
export async function publishChange(event: BoardEvent): Promise<void> {
  deliverNew();
  // Not awaited: while Redis is away, the message waits for it, and the answer to the client need not.
  publisher.publish(EVENTS, event.id).catch((error: Error) => console.error(`Not published: ${error.message}`));
}

/** The people that this instance has on a board have changed. */
export function publishPresence(boardId: string): void {
  publisher.publish(PRESENCE, boardId).catch((error: Error) => console.error(`Not published: ${error.message}`));
}

/**
 * Connects this instance with the others. Resolves once it is subscribed: what is published from then on reaches it.
 * @param onPresence to be called with the id of a board whose people have changed
 */
export async function startPubSub(onPresence: (boardId: string) => void): Promise<void> {
  // "ready" comes after each connection, once the client has subscribed again by itself.
  subscriber.on("ready", deliverNew);
  await publisher.connect();
  await subscriber.subscribe(EVENTS, deliverNew);
  await subscriber.subscribe(PRESENCE, onPresence);
}
