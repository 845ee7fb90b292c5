/** A broadcast ends the connections that it finds closing, whose "close" event then removes them. */

import type { WebSocket } from "ws";

/** The members of each room that has any. */
const rooms = new Map<string, Set<WebSocket>>();

/** Puts a connection into a room. Returns whether it is new there. */
export function joinRoom(roomId: string, ws: WebSocket): boolean {
  const members = rooms.get(roomId) ?? new Set();
  if (members.has(ws)) return false;
  rooms.set(roomId, members.add(ws));
  return true;
}

/** Takes a connection out of a room. Returns whether it was in it. */
export function leaveRoom(roomId: string, ws: WebSocket): boolean {
  const members = rooms.get(roomId);
  if (members === undefined || !members.delete(ws)) return false;
  if (members.size === 0) rooms.delete(roomId);
  return true;
}

/** Takes a connection out of every room. Returns the ids of the rooms that it was in. */
export function leaveAllRooms(ws: WebSocket): string[] {
  return [...rooms.keys()].filter((roomId) => leaveRoom(roomId, ws));
}

/** Whether a connection is in a room. */
export function isInRoom(roomId: string, ws: WebSocket): boolean {
  return rooms.get(roomId)?.has(ws) ?? false;
}

/** Sends a message to every member of a room, except for the one that is excluded. */
export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {
  const text = JSON.stringify(data);
  for (const member of rooms.get(roomId) ?? []) {
    // A member whose connection is closing stays in the room until its "close" event. Nothing can be sent to it.
    if (member === exclude) continue;
    if (member.readyState === member.OPEN) member.send(text);
    else if (member.readyState === member.CLOSING) member.terminate();
  }
}

/** How many rooms there are. */
export function roomCount(): number {
  return rooms.size;
}
