// Right: for each room its users, and for each user the connections they have there.

import type { WebSocket } from "ws";

interface Present {
  userId: string;
  name: string;
  sockets: Set<WebSocket>;
}

const rooms: Record<string, Present[]> = Object.create(null) as Record<string, Present[]>;

export function addPresence(roomId: string, ws: WebSocket, userId: string, name: string): boolean {
  rooms[roomId] ??= [];
  const found = rooms[roomId].find((present) => present.userId === userId);
  found?.sockets.add(ws);
  if (found === undefined) rooms[roomId].push({ userId, name, sockets: new Set([ws]) });
  return found === undefined;
}

export function removePresence(roomId: string, ws: WebSocket): { userId: string; name: string } | null {
  const found = rooms[roomId]?.find(({ sockets }) => sockets.has(ws));
  if (found === undefined) return null;
  found.sockets.delete(ws);
  if (found.sockets.size > 0) return null;
  rooms[roomId] = (rooms[roomId] ?? []).filter((present) => present !== found);
  return { userId: found.userId, name: found.name };
}

export function getPresence(roomId: string): { userId: string; name: string }[] {
  return (rooms[roomId] ?? []).map(({ userId, name }) => ({ userId, name }));
}
