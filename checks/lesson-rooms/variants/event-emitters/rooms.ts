/** A room is an event of one emitter, and a member is a listener of it. */
import { EventEmitter } from "node:events";
import type { WebSocket } from "ws";

const emitter = new EventEmitter().setMaxListeners(0);
const listeners = new WeakMap<WebSocket, Map<string, (text: string, exclude?: WebSocket) => void>>();

export function joinRoom(roomId: string, ws: WebSocket): boolean {
  const own = listeners.get(ws) ?? new Map();
  if (own.has(roomId)) return false;
  const listener = (text: string, exclude?: WebSocket) => ws === exclude || ws.send(text, () => {});
  emitter.on(`room ${roomId}`, listener);
  listeners.set(ws, own.set(roomId, listener));
  return true;
}

export function leaveRoom(roomId: string, ws: WebSocket): boolean {
  const listener = listeners.get(ws)?.get(roomId);
  if (listener === undefined) return false;
  emitter.off(`room ${roomId}`, listener);
  return listeners.get(ws)?.delete(roomId) === true;
}

export function leaveAllRooms(ws: WebSocket): string[] {
  return [...(listeners.get(ws)?.keys() ?? [])].filter((roomId) => leaveRoom(roomId, ws));
}

export function isInRoom(roomId: string, ws: WebSocket): boolean {
  return listeners.get(ws)?.has(roomId) ?? false;
}

export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {
  emitter.emit(`room ${roomId}`, JSON.stringify(data), exclude);
}

export function roomCount(): number {
  return emitter.eventNames().length;
}
