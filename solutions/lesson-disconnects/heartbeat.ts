/**
 * The heartbeat: it finds out which clients have gone without closing their connection, and ends those connections.
 */

import type { WebSocket, WebSocketServer } from "ws";
import { HEARTBEAT_MS, PONG_TIMEOUT_MS } from "./config.js";

/** Pings every client of `wss` each HEARTBEAT_MS, and ends those that do not answer within PONG_TIMEOUT_MS. */
export function setupHeartbeat(wss: WebSocketServer): void {
  //#region Exercise 1: keep a set of the clients that owe a pong, and take a client out of it when its pong comes
  //= void [wss, HEARTBEAT_MS, PONG_TIMEOUT_MS];
  const silent = new Set<WebSocket>();

  wss.on("connection", (ws) => {
    ws.on("pong", () => silent.delete(ws));
    ws.on("close", () => silent.delete(ws));
  });
  //#endregion

  //#region Exercise 1: each HEARTBEAT_MS, ping all clients, and PONG_TIMEOUT_MS later end those that still owe a pong
  const timer = setInterval(() => {
    for (const ws of wss.clients) {
      silent.add(ws);
      ws.ping();
    }
    setTimeout(() => {
      // No close frame: nobody is there to answer it (RFC 6455, section 7.1.7).
      for (const ws of silent) ws.terminate();
    }, PONG_TIMEOUT_MS);
  }, HEARTBEAT_MS);
  //#endregion

  //#region Exercise 1: beyond the exercise (S1, not graded): stop when the WebSocket server is closed, so that the process can end
  wss.on("close", () => clearInterval(timer));
  //#endregion
}
