// Right: imports its texts from a JSON file.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import texts from "./i18n/en.json" with { type: "json" };

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
        send({ error: texts.bad });
        return;
      }
      if (message?.type === "ping") {
        send({ type: "pong" });
      } else {
        send({ type: "error", message: `Unknown message type: ${message?.type}` });
      }
    });
    send({ type: "connected", message: texts.welcome });
  });
}
