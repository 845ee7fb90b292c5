// Right: reads the messages of a connection in a for-await loop.

import { on } from "node:events";
import type { Server } from "node:http";
import { WebSocketServer, type RawData, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server): void {
  new WebSocketServer({ server, maxPayload: 64 * 1024 }).on("connection", (ws) => {
    send(ws, { type: "connected", message: "WebSocket connected" });
    converse(ws).catch((error: unknown) => console.error(error));
  });
}

async function converse(ws: WebSocket): Promise<void> {
  const over = new AbortController();
  ws.once("close", () => over.abort());
  try {
    for await (const [data] of on(ws, "message", { signal: over.signal }) as AsyncIterable<[RawData]>) {
      send(ws, answer(data.toString()));
    }
  } catch (error) {
    if (!over.signal.aborted) throw error;
  }
}

function answer(text: string): object {
  try {
    const { type } = Object(JSON.parse(text)) as { type?: unknown };
    if (type === "ping") return { type: "pong" };
    return { type: "error", message: `Unknown message type: ${String(type)}` };
  } catch {
    return { type: "error", message: "Invalid JSON" };
  }
}

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
