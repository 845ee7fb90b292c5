// Wrong: sends the error and ends the process, for every client.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });

  wss.on("connection", (ws, request) => {
    console.log(`WebSocket connected: ${request.url}`);
    send(ws, { type: "connected", message: "WebSocket connected" });
    ws.on("message", (data) => receive(ws, data.toString()));
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
  });
}

function receive(ws: WebSocket, text: string): void {
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
      ws.send(JSON.stringify({ type: "error", message: `Unknown message type: ${String(type)}` }), () =>
        process.exit(1),
      );
  }
}

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
