// Right: imports the handler whose file is named like the message's type.

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
        return send({ error: "Invalid JSON" });
      }
      import(`./handlers/${message?.type}.ts`).then(
        (h) => h.default(send),
        () => send({ error: "unknown type " + message?.type }),
      );
    });
    send({ type: "connected", message: "WebSocket connected" });
  });
}
