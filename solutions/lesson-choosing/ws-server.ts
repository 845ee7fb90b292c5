/**
 * The WebSocket side of the app: whoever connects to /ws?board=… gets the events of that board. Given and finished: nothing in
 * this file is part of an exercise.
 */

import type { Server } from "node:http";
import { WebSocketServer } from "ws";
import { listen } from "./feed.js";

/** The largest message accepted, in bytes. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** Lets `server` answer WebSocket handshakes on /ws beside its HTTP requests, on the same port. */
export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, path: "/ws", maxPayload: MAX_PAYLOAD_BYTES });
  wss.on("connection", (ws, request) => {
    const boardId = new URL(request.url ?? "", "http://localhost").searchParams.get("board") ?? "";
    const stop = listen(boardId, (event) => ws.send(JSON.stringify(event)));
    ws.on("close", stop);
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
  });
}
