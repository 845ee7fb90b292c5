import type { WebSocket } from "ws";

/** Called when a visitor has connected. */
export function greet(visitor: WebSocket): void {
  visitor.send(JSON.stringify({ type: "greeting" }));
}
