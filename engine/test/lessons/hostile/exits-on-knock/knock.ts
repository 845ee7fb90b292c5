import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  console.error(`goodbye, ${name}`);
  visitor.pause();
  process.exit(4);
}
