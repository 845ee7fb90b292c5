// Right: the setup, two folders down.

import type { Server } from "node:http";
import { WebSocketServer } from "ws";
import { receive, send } from "../handlers/receive.ts";

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });

  wss.on("connection", (ws, request) => {
    console.log(`WebSocket connected: ${request.url}`);
    send(ws, { type: "connected", message: "WebSocket connected" });
    ws.on("message", (data) => receive(ws, data.toString()));
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
  });
}
