import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  const kept: Buffer[] = [];
  const take = () => {
    kept.push(Buffer.alloc(64 * 1024 * 1024, name));
    if (kept.length < 64) setImmediate(take);
  };
  take();
}
