/**
 * The WebSocket side of the app: who may connect, joining a board and leaving it, and the clean-up when a connection has ended.
 * Given and finished: nothing in this file is part of an exercise.
 */

import type { IncomingMessage, Server } from "node:http";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import { setupHeartbeat } from "./heartbeat.js";
import { broadcastToRoom, isInRoom, joinRoom, leaveAllRooms, leaveRoom } from "./rooms.js";
import { userOf, type User } from "./sessions.js";

/** The largest message accepted. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** Closed for lack of a session. The codes from 4000 to 4999 are for applications (RFC 6455, section 7.4.2). */
const UNAUTHORIZED = 4401;

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

/** Lets `server` answer WebSocket handshakes on /ws beside its HTTP requests, on the same port. */
export function setupWebSocketServer(server: Server): WebSocketServer {
  const wss = new WebSocketServer({ server, path: "/ws", maxPayload: MAX_PAYLOAD_BYTES });

  wss.on("connection", (ws, request) => {
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
    const user = userOf(tokenIn(request));
    // Browsers hide the status of a refused handshake from the page, but not a close code: so it is accepted first.
    if (user === null) return ws.close(UNAUTHORIZED, "No valid session");
    const client = { ws, user };
    ws.on("message", (data) => receive(client, data));
    ws.on("close", () => handleDisconnect(client));
    send(ws, { type: "connected", message: "WebSocket connected", user });
  });

  setupHeartbeat(wss);
  return wss;
}

/** The token in the URL of a handshake: /ws?token=… */
function tokenIn(request: IncomingMessage): string {
  const query = (request.url ?? "").split("?")[1];
  return new URLSearchParams(query).get("token") ?? "";
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
  const { ws, user } = client;
  if (type === "ping") return send(ws, { type: "pong" });
  if (typeof boardId !== "string") return sendError(ws, `"${type}" needs a "boardId"`);

  switch (type) {
    case "join":
      joinRoom(boardId, ws);
      send(ws, { type: "joined", boardId });
      broadcastToRoom(boardId, { type: "user_joined", boardId, userId: user.id, name: user.name }, ws);
      break;
    case "leave":
      if (!isInRoom(boardId, ws)) return sendError(ws, `You have not joined ${boardId}`);
      leaveRoom(boardId, ws);
      broadcastToRoom(boardId, { type: "user_left", boardId, userId: user.id, name: user.name });
      break;
    default:
      sendError(ws, `Unknown message type: ${type}`);
  }
}

/** Cleans up after a connection, however it ended. */
function handleDisconnect({ ws, user }: Client): void {
  for (const boardId of leaveAllRooms(ws))
    broadcastToRoom(boardId, { type: "user_left", boardId, userId: user.id, name: user.name });
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
