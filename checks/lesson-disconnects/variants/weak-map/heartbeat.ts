// Right: remembers when each client was last known to be there, and pings at once when it connects.
import type { WebSocket, WebSocketServer } from "ws";
import { HEARTBEAT_MS, PONG_TIMEOUT_MS } from "./config.js";

const lastSeen = new WeakMap<WebSocket, number>();

export const setupHeartbeat = (wss: WebSocketServer): void => {
  wss.on("connection", (ws) => {
    lastSeen.set(ws, Date.now());
    ws.on("pong", () => lastSeen.set(ws, Date.now()));
    ws.on("message", () => lastSeen.set(ws, Date.now()));
    ws.ping();
  });
  const beat = (): void => {
    const oldest = Date.now() - HEARTBEAT_MS - PONG_TIMEOUT_MS;
    for (const ws of wss.clients) {
      if ((lastSeen.get(ws) ?? 0) < oldest) ws.terminate();
      else if (ws.readyState === ws.OPEN) ws.ping();
    }
  };
  const timer = setInterval(beat, HEARTBEAT_MS);
  wss.once("close", () => clearInterval(timer));
};
