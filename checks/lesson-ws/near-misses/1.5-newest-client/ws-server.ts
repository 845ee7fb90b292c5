// Wrong: sends the pong to the client that connected last.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });

  wss.on("connection", (ws, request) => {
    console.log(`WebSocket connected: ${request.url}`);
    send(ws, { type: "connected", message: "WebSocket connected" });
    ws.on("message", (data) => receive(wss, ws, data.toString()));
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
  });
}

function receive(wss: WebSocketServer, ws: WebSocket, text: string): void {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    send(ws, { type: "error", message: "Invalid JSON" });
    return;
  }
  handleMessage(wss, ws, (message as { type?: unknown } | null)?.type);
}

function handleMessage(wss: WebSocketServer, ws: WebSocket, type: unknown): void {
  switch (type) {
    case "ping":
      const client = [...wss.clients].findLast((candidate) => candidate.readyState === candidate.OPEN) ?? ws;
      send(client, { type: "pong" });
      break;
    default:
      send(ws, { type: "error", message: `Unknown message type: ${String(type)}` });
  }
}

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
