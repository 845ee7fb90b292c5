// Right: the handlers, beside the setup's folder; imported with the .ts suffix.

import type { WebSocket } from "ws";

export function receive(ws: WebSocket, text: string): void {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    send(ws, { type: "error", message: "Invalid JSON" });
    return;
  }
  handleMessage(ws, (message as { type?: unknown } | null)?.type);
}

function handleMessage(ws: WebSocket, type: unknown): void {
  switch (type) {
    case "ping":
      send(ws, { type: "pong" });
      break;
    default:
      send(ws, { type: "error", message: `Unknown message type: ${String(type)}` });
  }
}

export function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
