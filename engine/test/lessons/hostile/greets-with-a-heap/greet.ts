import type { WebSocket } from "ws";

/** Below every limit on the wire, and hundreds of thousands of objects once it is parsed. */
const HEAVY = `{"crowd":[${"{},".repeat(340_000)}{}]}`;

export function greet(visitor: WebSocket): void {
  visitor.send(HEAVY);
  visitor.send(JSON.stringify({ type: "greeting" }));
}
