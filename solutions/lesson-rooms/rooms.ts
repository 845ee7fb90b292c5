/**
 * Which connections belong to which room. A room is a set of connections under an id; this file knows nothing of boards,
 * users or messages.
 */

import type { WebSocket } from "ws";

/** The members of each room that has any. */
const rooms = new Map<string, Set<WebSocket>>();

/** Puts a connection into a room. Returns whether it is new there. */
export function joinRoom(roomId: string, ws: WebSocket): boolean {
  //#region Exercise 1: put `ws` into the room, which may not exist yet; false when it is in it already
  //= return false;
  const members = rooms.get(roomId) ?? new Set();
  if (members.has(ws)) return false;
  rooms.set(roomId, members.add(ws));
  return true;
  //#endregion
}

/** Takes a connection out of a room. Returns whether it was in it. */
export function leaveRoom(roomId: string, ws: WebSocket): boolean {
  //#region Exercise 1: take `ws` out of the room, false when it was not in it; (S1, not graded) remove a room that is empty
  //= return false;
  const members = rooms.get(roomId);
  if (members === undefined || !members.delete(ws)) return false;
  if (members.size === 0) rooms.delete(roomId);
  return true;
  //#endregion
}

/** Takes a connection out of every room. Returns the ids of the rooms that it was in. */
export function leaveAllRooms(ws: WebSocket): string[] {
  //#region Exercise 3: leave every room that `ws` is in, and return their ids
  //= return [];
  return [...rooms.keys()].filter((roomId) => leaveRoom(roomId, ws));
  //#endregion
}

/** Whether a connection is in a room. */
export function isInRoom(roomId: string, ws: WebSocket): boolean {
  return rooms.get(roomId)?.has(ws) ?? false;
}

/** Sends a message to every member of a room, except for the one that is excluded. */
export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {
  //#region Exercise 1: send `data` as JSON to each member of the room except `exclude`
  const text = JSON.stringify(data);
  for (const member of rooms.get(roomId) ?? []) {
    // A member whose connection is closing stays in the room until its "close" event. Nothing can be sent to it.
    if (member !== exclude && member.readyState === member.OPEN) member.send(text);
  }
  //#endregion
}

/** How many rooms there are. */
export function roomCount(): number {
  return rooms.size;
}
