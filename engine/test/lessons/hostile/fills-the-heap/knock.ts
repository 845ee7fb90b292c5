import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  const kept: unknown[] = [];
  for (;;) kept.push({ name, at: kept.length });
  visitor.close();
}
