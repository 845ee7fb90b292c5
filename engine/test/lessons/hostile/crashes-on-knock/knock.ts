import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  const visitors = new Map<WebSocket, { name: string }>();
  visitors.get(visitor)!.name = name;
}
