// Right: one WebSocketServer for / and one for /ws, both behind one "upgrade" listener.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server): void {
  const paths = new Map([
    ["/", new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })],
    ["/ws", new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })],
  ]);

  server.on("upgrade", (request, socket, head) => {
    const wss = paths.get(request.url ?? "/");
    if (wss) wss.handleUpgrade(request, socket, head, (ws) => wss.emit("connection", ws, request));
    else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });

  for (const [path, wss] of paths) {
    wss.on("connection", (ws) => {
      console.log(`WebSocket connected: ${path}`);
      send(ws, { type: "connected", message: "WebSocket connected" });
      ws.on("message", (data) => receive(ws, data.toString()));
      ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
    });
  }
}

function receive(ws: WebSocket, text: string): void {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    send(ws, { type: "error", message: "Invalid JSON" });
    return;
  }
  handleMessage(ws, (message as { type?: unknown } | null)?.type);
}

function handleMessage(ws: WebSocket, type: unknown): void {
  switch (type) {
    case "ping":
      send(ws, { type: "pong" });
      break;
    default:
      send(ws, { type: "error", message: `Unknown message type: ${String(type)}` });
  }
}

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
