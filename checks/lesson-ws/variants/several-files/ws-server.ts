// Right: one file per concern; this one only wires them together.

import type { Server } from "node:http";
import { WebSocketServer } from "ws";
import { handleMessage } from "./messages.js";
import { send } from "./protocol.js";

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });

  wss.on("connection", (ws) => {
    send(ws, { type: "connected", message: "WebSocket connected" });
    ws.on("message", (data) => handleMessage(ws, data.toString()));
    ws.on("error", (error) => console.error(error.message));
  });
}
