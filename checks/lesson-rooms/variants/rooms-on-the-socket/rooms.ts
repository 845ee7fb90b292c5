/** Each connection knows its rooms; there is no list of rooms, only one of connections. */
import type { WebSocket } from "ws";

type Connection = WebSocket & { rooms?: Set<string> };
const connections = new Set<Connection>();

export function joinRoom(roomId: string, ws: Connection): boolean {
  connections.add(ws);
  ws.rooms ??= new Set();
  const before = ws.rooms.size;
  return ws.rooms.add(roomId).size > before;
}

export function leaveRoom(roomId: string, ws: Connection): boolean {
  return ws.rooms?.delete(roomId) ?? false;
}

export function leaveAllRooms(ws: Connection): string[] {
  connections.delete(ws);
  return [...(ws.rooms ?? [])];
}

export function isInRoom(roomId: string, ws: Connection): boolean {
  return ws.rooms?.has(roomId) === true;
}

export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {
  connections.forEach((ws) => {
    if (ws.rooms?.has(roomId) && ws !== exclude) ws.send(JSON.stringify(data));
  });
}

export function roomCount(): number {
  return new Set([...connections].flatMap((ws) => [...(ws.rooms ?? [])])).size;
}
