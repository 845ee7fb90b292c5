/**
 * Which connections belong to which room. A room is a set of connections under an id; this file knows nothing of boards,
 * users or messages.
 */

import type { WebSocket } from "ws";

/** The members of each room that has any. */
const rooms = new Map<string, Set<WebSocket>>();

/** Puts a connection into a room. Returns whether it is new there. */
export function joinRoom(roomId: string, ws: WebSocket): boolean {
  // TODO(exercise 1): put `ws` into the room, which may not exist yet; false when it is in it already
  return false;
}

/** Takes a connection out of a room. Returns whether it was in it. */
export function leaveRoom(roomId: string, ws: WebSocket): boolean {
  // TODO(exercise 1): take `ws` out of the room, false when it was not in it; (S1, not graded) remove a room that is empty
  return false;
}

/** Takes a connection out of every room. Returns the ids of the rooms that it was in. */
export function leaveAllRooms(ws: WebSocket): string[] {
  // TODO(exercise 3): leave every room that `ws` is in, and return their ids
  return [];
}

/** Whether a connection is in a room. */
export function isInRoom(roomId: string, ws: WebSocket): boolean {
  return rooms.get(roomId)?.has(ws) ?? false;
}

/** Sends a message to every member of a room, except for the one that is excluded. */
export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {
  // TODO(exercise 1): send `data` as JSON to each member of the room except `exclude`
}

/** How many rooms there are. */
export function roomCount(): number {
  return rooms.size;
}
