// Right: asks ws for ArrayBuffers instead of Buffers.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server) {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
  wss.on("connection", (ws: WebSocket) => {
    const send = (message: unknown) => ws.send(JSON.stringify(message));
    ws.on("error", () => {});
    ws.binaryType = "arraybuffer";
    ws.on("message", (data) => {
      const text = Buffer.from(data as ArrayBuffer).toString("utf8");
      let message: any;
      try {
        message = JSON.parse(text);
      } catch {
        send({ type: "error", message: "Invalid JSON" });
        return;
      }
      if (message?.type === "ping") {
        send({ type: "pong" });
      } else {
        send({ type: "error", message: `Unknown message type: ${message?.type}` });
      }
    });
    send({ type: "connected", message: "WebSocket connected" });
  });
}
