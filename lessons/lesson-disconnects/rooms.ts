/**
 * Rooms: which connections get what happens on which board. Given and finished: nothing in this file is part of an exercise.
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

/** Takes a connection out of every room, and returns the rooms that it was in. */
export function leaveAllRooms(ws: WebSocket): string[] {
  const joined = [...rooms].filter(([, members]) => members.has(ws)).map(([roomId]) => roomId);
  for (const roomId of joined) leaveRoom(roomId, ws);
  return joined;
}

/** Whether a connection is in a room. */
export function isInRoom(roomId: string, ws: WebSocket): boolean {
  return rooms.get(roomId)?.has(ws) ?? false;
}

/** Sends a message to all connections in a room but one. */
export function broadcastToRoom(roomId: string, message: object, exclude?: WebSocket): void {
  const text = JSON.stringify(message);
  for (const ws of rooms.get(roomId) ?? []) {
    if (ws !== exclude && ws.readyState === WebSocket.OPEN) ws.send(text);
  }
}
