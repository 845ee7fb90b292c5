// Right: a generator holds each client's conversation.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server) {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
  wss.on("connection", (ws: WebSocket) => {
    const send = (message: unknown) => ws.send(JSON.stringify(message));
    ws.on("error", () => {});
    function* talk(): Generator<void, void, string> {
      for (;;) {
        const text = yield;
        let message: any;
        try {
          message = JSON.parse(text);
        } catch {
          send({ type: "error", message: "Invalid JSON" });
          continue;
        }
        if (message?.type === "ping") send({ type: "pong" });
        else send({ type: "error", message: "unknown" });
      }
    }
    const machine = talk();
    machine.next();
    ws.on("message", (data) => {
      const text = data.toString();
      machine.next(text);
    });
    send({ type: "connected", message: "WebSocket connected" });
  });
}
