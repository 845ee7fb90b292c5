// Wrong: parses in an async function; the rejection ends the process.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server) {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
  wss.on("connection", (ws: WebSocket) => {
    const send = (m: unknown) => ws.send(JSON.stringify(m));
    ws.on("error", () => {});
    ws.on("message", (data) => {
      const text = data.toString();
      void (async () => {
        const m = JSON.parse(text);
        if (m?.type === "ping") send({ type: "pong" });
        else send({ type: "error", message: "unknown" });
      })();
    });
    send({ type: "connected", message: "WebSocket connected" });
  });
}
