import type { WebSocket } from "ws";

export function knock(visitor: WebSocket, name: string): void {
  const line = `${name} `.repeat(1024);
  for (let printed = 0; printed < 200 * 1024 * 1024; printed += line.length) console.log(line);
  visitor.send(JSON.stringify({ type: "answer", name }));
}
