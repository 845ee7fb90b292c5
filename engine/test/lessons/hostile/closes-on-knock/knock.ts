import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  visitor.close(4001, `not ${name} again`);
}
