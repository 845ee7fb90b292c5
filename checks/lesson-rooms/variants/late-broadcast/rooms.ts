/** A broadcast is put off until the code that asked for it is done, in the order of the calls. */
import type { WebSocket } from "ws";

const members = new Map<string, Map<WebSocket, number>>();
let queue = Promise.resolve();

export function joinRoom(roomId: string, ws: WebSocket): boolean {
  if (!members.has(roomId)) members.set(roomId, new Map());
  const room = members.get(roomId)!;
  return room.has(ws) ? false : !!room.set(ws, Date.now());
}

export function leaveRoom(roomId: string, ws: WebSocket): boolean {
  const left = members.get(roomId)?.delete(ws) ?? false;
  if (members.get(roomId)?.size === 0) members.delete(roomId);
  return left;
}

export function leaveAllRooms(ws: WebSocket): string[] {
  const left: string[] = [];
  for (const roomId of members.keys()) if (leaveRoom(roomId, ws)) left.push(roomId);
  return left;
}

export function isInRoom(roomId: string, ws: WebSocket): boolean {
  return members.get(roomId)?.has(ws) === true;
}

export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {
  // Who is a member is decided now, who is sent to first later.
  const targets = [...(members.get(roomId)?.keys() ?? [])].filter((ws) => ws !== exclude).toReversed();
  const text = JSON.stringify(data);
  queue = queue
    .then(() => new Promise((resolve) => setImmediate(resolve)))
    .then(() => targets.forEach((ws) => ws.send(text, { compress: false }, () => {})));
}

export function roomCount(): number {
  return members.size;
}
