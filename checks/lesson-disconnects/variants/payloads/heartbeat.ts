// Right: each beat has a number, which its ping frames carry: only the pong with the same number counts.
import type { WebSocket, WebSocketServer } from "ws";
import { HEARTBEAT_MS, PONG_TIMEOUT_MS } from "./config.js";

export function setupHeartbeat(wss: WebSocketServer): void {
  const answered = new Map<WebSocket, number>();
  let beat = 0;

  wss.on("connection", (ws) => {
    ws.on("pong", (payload) => {
      if (payload.toString() === `beat ${beat}`) answered.set(ws, beat);
    });
    ws.once("close", () => answered.delete(ws));
  });

  const timer = setInterval(() => {
    const pinged = [...wss.clients];
    const number = ++beat;
    for (const ws of pinged) ws.ping(Buffer.from(`beat ${number}`));
    setTimeout(() => {
      for (const ws of pinged) if (answered.get(ws) !== number && ws.readyState !== ws.CLOSED) ws.terminate();
    }, PONG_TIMEOUT_MS).unref();
  }, HEARTBEAT_MS).unref();
  wss.on("close", () => clearInterval(timer));
}
