/**
 * The heartbeat: it finds out which clients have gone without closing their connection, and ends those connections.
 */

import type { WebSocket, WebSocketServer } from "ws";
import { HEARTBEAT_MS, PONG_TIMEOUT_MS } from "./config.js";

/** Pings every client of `wss` each HEARTBEAT_MS, and ends those that do not answer within PONG_TIMEOUT_MS. */
export function setupHeartbeat(wss: WebSocketServer): void {
  // TODO(exercise 1): keep a set of the clients that owe a pong, and take a client out of it when its pong comes
  void [wss, HEARTBEAT_MS, PONG_TIMEOUT_MS];

  // TODO(exercise 1): each HEARTBEAT_MS, ping all clients, and PONG_TIMEOUT_MS later end those that still owe a pong

  // TODO(exercise 1): beyond the exercise (S1, not graded): stop when the WebSocket server is closed, so that the process can end
}
