// Right: takes 300 ms for a handshake, on every path.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server) {
  const wss = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  wss.on("connection", (ws: WebSocket) => {
    const send = (message: unknown) => ws.send(JSON.stringify(message));
    ws.on("error", () => {});
    ws.on("message", (data) => {
      const text = data.toString();
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
  server.on("upgrade", (req, socket, head) =>
    setTimeout(() => wss.handleUpgrade(req, socket, head, (ws) => wss.emit("connection", ws, req)), 300),
  );
}
