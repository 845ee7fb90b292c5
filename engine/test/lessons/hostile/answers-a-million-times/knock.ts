import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  for (let index = 0; index < 1_000_000; index++) visitor.send(name);
  visitor.send(JSON.stringify({ type: "answer", name }));
}
