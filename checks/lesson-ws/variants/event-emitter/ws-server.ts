// Right: every message is an event of a protocol emitter; an event nobody listens to is an unknown type.

import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

/** Names are prefixed: an event called "error" without a listener would throw. */
const protocol = new EventEmitter();
protocol.on("message:ping", (ws: WebSocket) => send(ws, { type: "pong" }));

export function setupWebSocketServer(server: Server): void {
  new WebSocketServer({ server, maxPayload: 64 * 1024 }).on("connection", (ws) => {
    send(ws, { type: "connected", message: "WebSocket connected" });
    ws.on("error", (error) => console.error(error.message));
    ws.on("message", (data) => {
      let type: unknown;
      try {
        ({ type } = Object(JSON.parse(data.toString())) as { type?: unknown });
      } catch {
        send(ws, { type: "error", message: "Invalid JSON" });
        return;
      }
      const known = protocol.emit(`message:${String(type)}`, ws);
      if (!known) send(ws, { type: "error", message: `Unknown message type: ${String(type)}` });
    });
  });
}

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
