import type { WebSocket } from "ws";

/** Called when a visitor knocks. */
export function knock(visitor: WebSocket, name: string): void {
  visitor.send(JSON.stringify({ type: "answer", name }));
}
