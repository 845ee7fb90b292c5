// Wrong: an error to the sender, and the message itself to everyone.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server) {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
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
        send({ error: "unknown" });
        for (const c of wss.clients) c.send(text);
      }
    });
    send({ type: "connected", message: "WebSocket connected" });
  });
}
