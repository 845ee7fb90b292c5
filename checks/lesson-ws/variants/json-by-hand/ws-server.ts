// Right: writes its JSON by hand, `type` last, with white space around everything.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });

  wss.on("connection", (ws, request) => {
    console.log(`WebSocket connected: ${request.url}`);
    ws.send('{ "message" : "WebSocket connected" , "type" : "connected" }');
    ws.on("message", (data) => receive(ws, data.toString()));
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
  });
}

function receive(ws: WebSocket, text: string): void {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    ws.send(' { "message" : "Invalid JSON" , "type" : "error" } ');
    return;
  }
  handleMessage(ws, (message as { type?: unknown } | null)?.type);
}

function handleMessage(ws: WebSocket, type: unknown): void {
  switch (type) {
    case "ping":
      ws.send('\n{ "type" : "pong" }\n');
      break;
    default:
      ws.send(`{ "message" : ${JSON.stringify(`Unknown message type: ${String(type)}`)} , "type" : "error" }`);
  }
}
