// Right: one file per concern; this one decides what a message means.

import type { WebSocket } from "ws";
import { parse, send } from "./protocol.js";

export function handleMessage(ws: WebSocket, text: string): void {
  const message = parse(text);
  if (message === undefined) send(ws, { type: "error", message: "Invalid JSON" });
  else if (message.type === "ping") send(ws, { type: "pong" });
  else send(ws, { type: "error", message: `Unknown message type: ${String(message.type)}` });
}
