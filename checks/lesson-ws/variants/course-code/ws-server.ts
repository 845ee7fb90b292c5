// Right: the course's own server: errors as {error}, one try/catch around parsing and handling, a module-level wss.

import type { IncomingMessage, Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

let wss: WebSocketServer;

export function setupWebSocketServer(server: Server): void {
  wss = new WebSocketServer({ server });

  wss.on("connection", (ws: WebSocket, request: IncomingMessage) => {
    console.log("WebSocket connected:", request.url);

    ws.on("message", (data) => {
      try {
        const message = JSON.parse(data.toString());
        handleMessage(ws, message);
      } catch {
        ws.send(JSON.stringify({ error: "Invalid JSON" }));
      }
    });

    ws.on("close", () => {
      console.log("WebSocket disconnected");
      handleDisconnect(ws);
    });

    ws.on("error", (error) => {
      console.error("WebSocket error:", error);
    });

    ws.send(JSON.stringify({ type: "connected", message: "WebSocket connected" }));
  });
}

function handleMessage(ws: WebSocket, message: any): void {
  switch (message.type) {
    case "ping":
      ws.send(JSON.stringify({ type: "pong" }));
      break;
    default:
      ws.send(JSON.stringify({ error: `Unknown message type: ${message.type}` }));
  }
}

function handleDisconnect(_ws: WebSocket): void {
  // Rooms are left here, later in the course.
}
