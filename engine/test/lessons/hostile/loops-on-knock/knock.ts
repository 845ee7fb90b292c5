import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  visitor.pause();
  console.log(`${name} waits for ever`);
  for (;;);
}
