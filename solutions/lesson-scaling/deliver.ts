/**
 * Hands an event to the clients of this instance, on every transport. Given and finished: nothing in this file is part of an
 * exercise.
 */

import type { BoardEvent } from "@workbook/task-board";
import { broadcastToRoom } from "./rooms.js";
import { deliverToStreams } from "./sse.js";

/** Sends an event to the clients that this instance has on its board. Called twice, it sends it twice. */
export function deliver(event: BoardEvent): void {
  deliverToStreams(event);
  broadcastToRoom(event.boardId, event);
}
