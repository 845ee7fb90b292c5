// Right: speaks another language, and escapes every letter outside ASCII.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });

  wss.on("connection", (ws, request) => {
    console.log(`WebSocket connected: ${request.url}`);
    send(ws, { type: "connected", message: "Conex\u00e3o aberta" });
    ws.on("message", (data) => receive(ws, data.toString()));
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
  });
}

function receive(ws: WebSocket, text: string): void {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    send(ws, { type: "error", message: "JSON n\u00e3o v\u00e1lido \u2013 \u65e0\u6548" });
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
      send(ws, { type: "error", message: `Tipo de mensagem n\u00e3o conhecido: ${String(type)}` });
  }
}

function send(ws: WebSocket, message: object): void {
  const escape = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  ws.send(JSON.stringify(message).replaceAll(/[^\0-\x7f]/g, escape));
}
