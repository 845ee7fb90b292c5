/**
 * The WebSocket side of an instance: clients join boards and leave them. Who is there, and who has come or gone anywhere, is told
 * by presence-news.ts. Given and finished: nothing in this file is part of an exercise.
 */

import type { Server } from "node:http";
import type { RawData, WebSocket } from "ws";
import { acceptUsers } from "./auth.js";
import { update, welcome } from "./presence-news.js";
import { addPresence, removePresence } from "./presence.js";
import { leaveRoom } from "./rooms.js";
import type { User } from "./sessions.js";

/** What travels in both directions. */
interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One connection, the user of its session, and the boards that it has joined. */
interface Client {
  readonly ws: WebSocket;
  readonly user: User;
  readonly boardIds: Set<string>;
}

/** Lets `server` answer WebSocket handshakes beside its HTTP requests, on the same port. */
export function setupWebSocketServer(server: Server): void {
  acceptUsers(server, (ws, user) => {
    const client = { ws, user, boardIds: new Set<string>() };
    ws.on("message", (data) => receive(client, data));
    ws.on("close", () => client.boardIds.forEach((boardId) => leave(client, boardId)));
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
    send(ws, { type: "connected", message: "WebSocket connected", user });
  });
}

/** Takes one frame from a client: a message goes on to `handleMessage`, anything else is answered with an error. */
function receive(client: Client, data: RawData): void {
  let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch {
    sendError(client.ws, "Invalid JSON");
    return;
  }
  if (isMessage(message)) handleMessage(client, message);
  else sendError(client.ws, 'A message is an object with a string "type"');
}

/** Decides by `type` what a message means. */
function handleMessage(client: Client, { type, boardId }: Message): void {
  if (type === "ping") return send(client.ws, { type: "pong" });
  if (typeof boardId !== "string") return sendError(client.ws, `"${type}" needs a "boardId"`);
  if (type === "join") return join(client, boardId);
  if (!client.boardIds.has(boardId)) return sendError(client.ws, `You have not joined ${boardId}`);
  if (type === "leave") return leave(client, boardId);
  sendError(client.ws, `Unknown message type: ${type}`);
}

function join({ ws, user, boardIds }: Client, boardId: string): void {
  boardIds.add(boardId);
  addPresence(boardId, ws, user.id, user.name);
  welcome(boardId, ws, () => boardIds.has(boardId));
}

function leave({ ws, boardIds }: Client, boardId: string): void {
  boardIds.delete(boardId);
  leaveRoom(boardId, ws);
  removePresence(boardId, ws);
  update(boardId);
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function sendError(ws: WebSocket, message: string): void {
  send(ws, { type: "error", message });
}

function send(ws: WebSocket, message: Message): void {
  ws.send(JSON.stringify(message));
}
