/**
 * Rooms of this instance: which of its connections get what happens on which board. Given and finished: nothing in this
 * file is part of an exercise.
 */

import { WebSocket } from "ws";

const rooms = new Map<string, Set<WebSocket>>();

/** Adds a connection to a room. One that is there already stays there once. */
export function joinRoom(roomId: string, ws: WebSocket): void {
  const members = rooms.get(roomId) ?? new Set();
  rooms.set(roomId, members.add(ws));
}

/** Takes a connection out of a room. */
export function leaveRoom(roomId: string, ws: WebSocket): void {
  const members = rooms.get(roomId);
  members?.delete(ws);
  if (members?.size === 0) rooms.delete(roomId);
}

/** Sends a message to all connections in a room. */
export function broadcastToRoom(roomId: string, message: object): void {
  const text = JSON.stringify(message);
  for (const ws of rooms.get(roomId) ?? []) {
    if (ws.readyState === WebSocket.OPEN) ws.send(text);
  }
}
