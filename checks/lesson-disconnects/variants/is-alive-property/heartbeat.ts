// Right: as the documentation of ws has it: a property on each connection, looked at when the next ping is due.
import type { WebSocket, WebSocketServer } from "ws";
import { HEARTBEAT_MS } from "./config.js";

type Watched = WebSocket & { isAlive?: boolean };

export function setupHeartbeat(wss: WebSocketServer): void {
  wss.on("connection", (ws: Watched) => {
    ws.isAlive = true;
    ws.on("pong", function heartbeat(this: Watched) {
      this.isAlive = true;
    });
  });

  const interval = setInterval(() => {
    wss.clients.forEach((ws: Watched) => {
      if (ws.isAlive === false) return ws.terminate();
      ws.isAlive = false;
      ws.ping();
    });
  }, HEARTBEAT_MS);

  wss.on("close", () => {
    clearInterval(interval);
  });
}
