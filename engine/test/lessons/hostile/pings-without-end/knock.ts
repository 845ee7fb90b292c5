import type { Socket } from "node:net";
import type { WebSocket } from "ws";

/** Asks for pongs as fast as it can, and takes none of them. */
export function knock(visitor: WebSocket, name: string): void {
  const { _socket: socket } = visitor as unknown as { _socket: Socket };
  socket.pause();
  const ping = Buffer.concat([Buffer.from([0x89, 125]), Buffer.alloc(125, name)]);
  const many = Buffer.concat(Array.from({ length: 500 }, () => ping));
  const more = () => socket.write(many, () => setImmediate(more));
  for (let index = 0; index < 20; index++) more();
}
