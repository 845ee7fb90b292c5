import type { WebSocket } from "ws";

/** SIGKILL cannot be caught: what then happens is all that can be asked for. */
export function knock(visitor: WebSocket, name: string): void {
  process.kill(process.ppid, "SIGKILL");
  visitor.send(JSON.stringify({ type: "answer", name }));
}
