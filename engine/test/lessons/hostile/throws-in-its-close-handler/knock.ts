import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  visitor.on("close", () => {
    throw new Error(`${name} has left`);
  });
  visitor.send(JSON.stringify({ type: "answer", name }));
}
