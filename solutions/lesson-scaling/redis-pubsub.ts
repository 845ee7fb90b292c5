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

//#region Exercise 1: which Redis? The client has to be told, or it takes the one on its default port
//= export const publisher = createClient();
/** For every command but SUBSCRIBE. */
export const publisher = createClient({ url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379" });
//#endregion
//#region Exercise 1: a connection that has subscribed can do nothing else, so you need a second one, to the same Redis
//= void [EVENTS, PRESENCE];
const subscriber = publisher.duplicate();
//#endregion

//#region Exercise 2: what does a client emit when its connection is lost, and what does Node do if nothing listens?
for (const client of [publisher, subscriber])
  client.on("error", (error: Error) => console.error(`Redis: ${error.message}`));
//#endregion

/** The id of the last event that the clients of this instance were sent. */
let lastSeen = board.lastEventId();

//#region Exercise 1: a function that delivers every event of the log after lastSeen, and moves lastSeen on
//= void [board, deliver, lastSeen];
function deliverNew(): void {
  const events = board.eventsSince(lastSeen);
  for (const event of events) {
    lastSeen = event.id;
    deliver(event);
  }
  // It returns a thousand at most: there may be more.
  if (events.length > 0) deliverNew();
}
//#endregion

/** This instance has changed a board, and the event is in the log: the clients of all instances have to be sent it. */
export async function publishChange(event: BoardEvent): Promise<void> {
  //#region Exercise 1: send it to the clients of this instance, and tell the other ones that there is something new
  //= deliver(event);
  deliverNew();
  // Not awaited: while Redis is away, the message waits for it, and the answer to the client need not.
  publisher.publish(EVENTS, event.id).catch((error: Error) => console.error(`Not published: ${error.message}`));
  //#endregion
}

/** The people that this instance has on a board have changed. */
export function publishPresence(boardId: string): void {
  //#region Exercise 3: tell the other instances, on the channel PRESENCE
  //= void boardId;
  publisher.publish(PRESENCE, boardId).catch((error: Error) => console.error(`Not published: ${error.message}`));
  //#endregion
}

/**
 * Connects this instance with the others. Resolves once it is subscribed: what is published from then on reaches it.
 * @param onPresence to be called with the id of a board whose people have changed
 */
export async function startPubSub(onPresence: (boardId: string) => void): Promise<void> {
  //#region Exercise 2: what was published while the connection was lost has not arrived. When is it back, and what is to do?
  // "ready" comes after each connection, once the client has subscribed again by itself.
  subscriber.on("ready", deliverNew);
  //#endregion
  //#region Exercise 1: connect both clients, and subscribe to EVENTS
  await Promise.all([publisher.connect(), subscriber.connect()]);
  await subscriber.subscribe(EVENTS, deliverNew);
  //#endregion
  //#region Exercise 3: subscribe to PRESENCE as well
  //= void onPresence;
  await subscriber.subscribe(PRESENCE, onPresence);
  //#endregion
}
