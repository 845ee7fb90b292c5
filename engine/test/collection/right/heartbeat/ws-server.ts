// Right: pings every client ten times a second and drops those that have not answered for a second.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server) {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
  wss.on("connection", (ws: WebSocket) => {
    const send = (message: unknown) => ws.send(JSON.stringify(message));
    ws.on("error", () => {});
    (ws as any).unanswered = 0;
    ws.on("pong", () => {
      (ws as any).unanswered = 0;
    });
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
  const timer = setInterval(() => {
    for (const c of wss.clients as Set<any>) {
      if (c.unanswered === 10) {
        c.terminate();
        continue;
      }
      c.unanswered++;
      c.ping();
    }
  }, 100);
  wss.on("close", () => clearInterval(timer));
}
