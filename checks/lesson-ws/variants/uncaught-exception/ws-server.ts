// Right: catches nothing while handling a message; a process-wide handler keeps the server up.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

/** Whose message is being handled. Handling is synchronous, so there is never more than one. */
let speaker: WebSocket | undefined;

// Messages are handled in a turn of their own: an exception that leaves a "message" listener stops `ws` from reading.
process.on("uncaughtException", (error) => {
  console.error(error.message);
  if (speaker) send(speaker, { type: "error", message: error.message });
});

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });

  wss.on("connection", (ws, request) => {
    console.log(`WebSocket connected: ${request.url}`);
    send(ws, { type: "connected", message: "WebSocket connected" });
    ws.on("message", (data) => setImmediate(receive, ws, data.toString()));
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
      throw new Error(`Unknown message type: ${String(type)}`);
  }
}

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
