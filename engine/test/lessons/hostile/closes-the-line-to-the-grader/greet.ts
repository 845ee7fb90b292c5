import { closeSync } from "node:fs";
import type { WebSocket } from "ws";

export function greet(visitor: WebSocket): void {
  visitor.send(JSON.stringify({ type: "greeting" }));
  closeSync(3);
}
