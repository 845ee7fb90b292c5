import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  setTimeout(() => visitor.send(JSON.stringify({ type: "answer", name })), 1400);
}
