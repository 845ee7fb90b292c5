/**
 * The WebSocket side of the board: clients join boards, see who is there, get what happens, and catch up with what they
 * missed.
 */

import type { Server } from "node:http";
import type { BoardEvent } from "@workbook/task-board";
import type { RawData, WebSocket } from "ws";
import { acceptUsers } from "./auth.js";
import { board, missedEvents } from "./board.js";
import { keepAlive, openConnections } from "./heartbeat.js";
import { addPresence, getPresence, removePresence } from "./presence.js";
import { broadcastToRoom, joinRoom, leaveAllRooms, leaveRoom } from "./rooms.js";
import type { User } from "./sessions.js";

/** What travels in both directions. */
interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One connection, and the user of its session. */
interface Client {
  readonly ws: WebSocket;
  readonly user: User;
}

/** Lets `server` answer WebSocket handshakes beside its HTTP requests, on the same port. */
export function setupWebSocketServer(server: Server): void {
  acceptUsers(server, (ws, user) => {
    const client = { ws, user };
    keepAlive(ws);
    ws.on("message", (data) => receive(client, data));
    ws.on("close", () => handleDisconnect(ws));
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
    return sendError(client.ws, "Invalid JSON");
  }
  if (isMessage(message)) handleMessage(client, message);
  else sendError(client.ws, 'A message is an object with a string "type"');
}

/** Decides by `type` what a message means. */
function handleMessage(client: Client, message: Message): void {
  const { type, boardId, since } = message;
  if (type === "ping") return send(client.ws, { type: "pong" });
  if (typeof boardId !== "string") return sendError(client.ws, `"${type}" needs a "boardId"`);
  if (type === "join") return join(client, boardId, typeof since === "string" ? since : undefined);
  if (type === "leave") return leave(client.ws, boardId);
  sendError(client.ws, `Unknown message type: ${type}`);
}

/**
 * Adds a client to a board.
 * @param since the last event that the client knows; without one, it begins with what comes next
 */
function join({ ws, user }: Client, boardId: string, since?: string): void {
  if (!board.boards().some(({ id }) => id === boardId)) return sendError(ws, `There is no board "${boardId}"`);

  joinRoom(boardId, ws);
  const hasCome = addPresence(boardId, ws, user.id, user.name);
  send(ws, { type: "joined", boardId });
  broadcastToRoom(boardId, { type: "presence", boardId, viewers: getPresence(boardId), at: Date.now() });
  if (hasCome) broadcastToRoom(boardId, { type: "user_joined", boardId, user, userId: user.id, name: user.name }, ws);

  // In the same turn in which it joined, so that no event can be in neither or in both.
  if (since !== undefined) for (const event of missedEvents(boardId, since)) send(ws, { ...event, replayed: true });
}

/** Takes a client out of a board that it leaves. */
function leave(ws: WebSocket, boardId: string): void {
  leaveRoom(boardId, ws);
  announceLeaving(boardId, ws);
}

/** Cleans up after a connection, however it ended. */
function handleDisconnect(ws: WebSocket): void {
  for (const boardId of leaveAllRooms(ws)) announceLeaving(boardId, ws);
}

/** Forgets that a connection was on a board, and tells those who are if its user has left ("user_left"). */
function announceLeaving(boardId: string, ws: WebSocket): void {
  const person = removePresence(boardId, ws);
  if (person !== null) broadcastToRoom(boardId, { type: "user_left", boardId, user: { id: person.userId, name: person.name } });
  broadcastToRoom(boardId, { type: "presence", boardId, viewers: getPresence(boardId) });
}

/** Sends an event to all who have joined its board. */
export function deliverToRoom(event: BoardEvent): void {
  broadcastToRoom(event.boardId, { ...event, sentAt: new Date().toISOString() });
}

/** Ends every connection before the process ends. */
export function closeConnections(): void {
  // RFC 6455, section 7.4.1. Without a code of ours, the client would see 1006, as after a crash.
  for (const ws of openConnections()) ws.close(1001);
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function sendError(ws: WebSocket, message: string): void {
  send(ws, { type: "error", message });
}

function send(ws: WebSocket, message: object): void {
  ws.send(JSON.stringify(message));
}
