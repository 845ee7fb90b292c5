// Right: everything in server.ts; ws-server.ts is not used.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { WebSocketServer } from "ws";
import { app } from "./app.js";

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(400).end();
  }
});

new WebSocketServer({ server, maxPayload: 64 * 1024 }).on("connection", (ws) => {
  const send = (message: object): void => ws.send(JSON.stringify(message));

  send({ type: "connected", message: "WebSocket connected" });
  ws.on("error", () => ws.terminate());
  ws.on("message", (data) => {
    try {
      const { type } = Object(JSON.parse(data.toString())) as { type?: unknown };
      send(type === "ping" ? { type: "pong" } : { type: "error", message: `Unknown message type: ${String(type)}` });
    } catch {
      send({ type: "error", message: "Invalid JSON" });
    }
  });
});

server.listen(Number(process.env.PORT ?? 3000));
