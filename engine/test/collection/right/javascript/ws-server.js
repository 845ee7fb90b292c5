// Right: plain JavaScript.

import { WebSocketServer } from "ws";

export function setupWebSocketServer(server) {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
  wss.on("connection", (ws) => {
    const send = (message) => ws.send(JSON.stringify(message));
    ws.on("error", () => {});
    ws.on("message", (data) => {
      const text = data.toString();
      let message;
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
