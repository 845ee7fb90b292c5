/**
 * The WebSocket side of the app, of which only rooms are left here: who has joined a board gets its events. Given and
 * finished: nothing in this file is part of an exercise.
 */

import type { Server } from "node:http";
import type { TaskEvent } from "@workbook/task-board";
import { WebSocketServer, type WebSocket } from "ws";
import { board } from "./board.js";

/** The largest message accepted, in bytes. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** The members of each board's room. */
const rooms = new Map<string, Set<WebSocket>>();

/** Lets `server` answer WebSocket handshakes on /ws beside its HTTP requests, on the same port. */
export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, path: "/ws", maxPayload: MAX_PAYLOAD_BYTES });
  wss.on("connection", (ws) => {
    send(ws, { type: "connected", message: "WebSocket connected" });
    ws.on("message", (data) => receive(ws, data.toString()));
    ws.on("close", () => rooms.forEach((members) => members.delete(ws)));
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
  });
}

/** Sends an event to the members of its board's room. */
export function deliverToRoom(event: TaskEvent): void {
  for (const ws of rooms.get(event.boardId) ?? []) if (ws.readyState === ws.OPEN) send(ws, event);
}

/** Knows one message: `{"type":"join","boardId"}`. */
function receive(ws: WebSocket, text: string): void {
  const boardId = boardToJoin(text);
  if (boardId === undefined) return send(ws, { type: "error", message: "Join a board that exists" });
  rooms.set(boardId, (rooms.get(boardId) ?? new Set()).add(ws));
}

function boardToJoin(text: string): string | undefined {
  try {
    const message = JSON.parse(text) as { type?: unknown; boardId?: unknown } | null;
    return message?.type === "join" ? board.boards().find(({ id }) => id === message.boardId)?.id : undefined;
  } catch {
    return undefined;
  }
}

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
