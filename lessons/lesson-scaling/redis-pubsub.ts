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

// TODO(exercise 1): which Redis? The client has to be told, or it takes the one on its default port
export const publisher = createClient();
// TODO(exercise 1): a connection that has subscribed can do nothing else, so you need a second one, to the same Redis
void [EVENTS, PRESENCE];

// TODO(exercise 2): what does a client emit when its connection is lost, and what does Node do if nothing listens?

/** The id of the last event that the clients of this instance were sent. */
let lastSeen = board.lastEventId();

// TODO(exercise 1): a function that delivers every event of the log after lastSeen, and moves lastSeen on
void [board, deliver, lastSeen];

/** This instance has changed a board, and the event is in the log: the clients of all instances have to be sent it. */
export async function publishChange(event: BoardEvent): Promise<void> {
  // TODO(exercise 1): send it to the clients of this instance, and tell the other ones that there is something new
  deliver(event);
}

/** The people that this instance has on a board have changed. */
export function publishPresence(boardId: string): void {
  // TODO(exercise 3): tell the other instances, on the channel PRESENCE
  void boardId;
}

/**
 * Connects this instance with the others. Resolves once it is subscribed: what is published from then on reaches it.
 * @param onPresence to be called with the id of a board whose people have changed
 */
export async function startPubSub(onPresence: (boardId: string) => void): Promise<void> {
  // TODO(exercise 2): what was published while the connection was lost has not arrived. When is it back, and what is to do?
  // TODO(exercise 1): connect both clients, and subscribe to EVENTS
  // TODO(exercise 3): subscribe to PRESENCE as well
  void onPresence;
}
