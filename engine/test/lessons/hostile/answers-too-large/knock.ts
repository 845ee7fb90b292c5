import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  visitor.send(JSON.stringify({ type: "answer", name, padding: "x".repeat(100 * 1024 * 1024) }));
}
