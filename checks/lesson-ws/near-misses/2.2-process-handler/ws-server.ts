// Wrong: a process-wide handler answers what nobody caught; `ws` hears nothing more from that client.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

let speaker: WebSocket | undefined;

// The exception has left `ws` in the middle of reading: the rest of what this client sends is never looked at.
process.on("uncaughtException", (error) => {
  console.error(error.message);
  if (speaker) send(speaker, { type: "error", message: error.message });
});

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
  speaker = ws;
  const message: unknown = JSON.parse(text);
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

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
