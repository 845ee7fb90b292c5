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
/** For every command but SUBSCRIBE. */
export const publisher = createClient({ url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379" });
const subscriber = publisher.duplicate();
for (const client of [publisher, subscriber])
  client.on("error", (error: Error) => console.error(`Redis: ${error.message}`));

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

/** What cannot be told now is left out: the next message makes good for it. */
function tell(channel: string, message: string): void {
  if (!publisher.isReady) return;
  publisher.publish(channel, message).catch((error: Error) => console.error(`Not published: ${error.message}`));
}

/** This instance has changed a board, and the event is in the log: the clients of all instances have to be sent it. */
export async function publishChange(event: BoardEvent): Promise<void> {
  deliverNew();
  tell(EVENTS, event.id);
}

/** The people that this instance has on a board have changed. */
export function publishPresence(boardId: string): void {
  tell(PRESENCE, boardId);
}

/**
 * Connects this instance with the others. Resolves once it is subscribed: what is published from then on reaches it.
 * @param onPresence to be called with the id of a board whose people have changed
 */
export async function startPubSub(onPresence: (boardId: string) => void): Promise<void> {
  // "ready" comes after each connection, once the client has subscribed again by itself.
  subscriber.on("ready", deliverNew);
  await Promise.all([publisher.connect(), subscriber.connect()]);
  await subscriber.subscribe(EVENTS, deliverNew);
  await subscriber.subscribe(PRESENCE, onPresence);
}
