// Right: answers after a random time, so that the replies to several pings overtake each other.

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
        setTimeout(() => send({ type: "error", message: "Invalid JSON" }), Math.random() * 400);
        return;
      }
      if (message?.type === "ping") {
        setTimeout(() => send({ type: "pong" }), Math.random() * 800);
      } else {
        setTimeout(() => send({ type: "error", message: "?" + message.type }), Math.random() * 400);
      }
    });
    send({ type: "connected", message: "WebSocket connected" });
  });
}
