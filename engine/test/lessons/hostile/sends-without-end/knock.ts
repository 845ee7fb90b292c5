import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  const more = () => visitor.send(name, () => setImmediate(more));
  for (let index = 0; index < 100; index++) more();
}
