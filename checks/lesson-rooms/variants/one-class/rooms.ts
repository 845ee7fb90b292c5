/** Arrays that are replaced and never changed, in a class with the course's getRoomSize. */
import { WebSocket } from "ws";

class Rooms {
  #members: Record<string, readonly WebSocket[]> = Object.create(null) as Record<string, readonly WebSocket[]>;

  of(roomId: string) {
    return this.#members[roomId] ?? [];
  }
  set(roomId: string, members: readonly WebSocket[]) {
    const changed = members.length !== this.of(roomId).length;
    if (members.length === 0) delete this.#members[roomId];
    else this.#members[roomId] = members;
    return changed;
  }
  get ids() {
    return Object.keys(this.#members);
  }
}

const rooms = new Rooms();

export const joinRoom = (roomId: string, ws: WebSocket) => rooms.set(roomId, [...new Set([...rooms.of(roomId), ws])]);
export const leaveRoom = (roomId: string, ws: WebSocket) =>
  rooms.set(
    roomId,
    rooms.of(roomId).filter((member) => member !== ws),
  );
export const leaveAllRooms = (ws: WebSocket) => rooms.ids.filter((roomId) => leaveRoom(roomId, ws));
export const isInRoom = (roomId: string, ws: WebSocket) => rooms.of(roomId).includes(ws);
export const getRoomSize = (roomId: string) => rooms.of(roomId).length;
export const roomCount = () => rooms.ids.length;

export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {
  const message = Buffer.from(JSON.stringify({ sentAt: Date.now(), ...data }));
  for (const member of rooms.of(roomId)) {
    if (member === exclude || member.readyState !== WebSocket.OPEN) continue;
    member.send(message, { binary: false });
  }
}
