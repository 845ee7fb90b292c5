/**
 * The WebSocket side of the app: clients join boards, learn who else is there, and tell each other that they type.
 */

import type { Server } from "node:http";
import type { RawData, WebSocket } from "ws";
import { acceptUsers } from "./auth.js";
import { addPresence, getPresence, removePresence } from "./presence.js";
import { broadcastToRoom, isInRoom, joinRoom, leaveAllRooms, leaveRoom } from "./rooms.js";
import type { User } from "./sessions.js";
import { forget, stopTyping, typing } from "./typing.js";

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
    ws.on("message", (data) => receive(client, data));
    ws.on("close", () => handleDisconnect(client));
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
  const { ws, user } = client;
  if (type === "ping") return send(ws, { type: "pong" });
  if (typeof boardId !== "string") return sendError(ws, `"${type}" needs a "boardId"`);
  if (type === "join") return join(client, boardId);
  if (!isInRoom(boardId, ws)) return sendError(ws, `You have not joined ${boardId}`);

  switch (type) {
    case "leave":
      // TODO(exercise 3): beyond the exercise (S2, not graded): who leaves a board types there no longer
      leaveRoom(boardId, ws);
      announceLeaving(boardId, ws);
      break;
    // TODO(exercise 3): "typing" and "stop_typing"
    // Both functions stand in typing.ts.
    default:
      sendError(ws, `Unknown message type: ${type}`);
  }
}

/** Adds a client to a board. It is told who is there, and those who are there that its user has come. */
function join({ ws, user }: Client, boardId: string): void {
  joinRoom(boardId, ws);
  // TODO(exercise 1): note who is there, send the client the list of all ("presence"), and tell the others ("user_joined")
  void [addPresence, getPresence, user];
}

/** Tells those who are still on a board that the user of a connection has left it, if that is so. */
function announceLeaving(boardId: string, ws: WebSocket): void {
  // TODO(exercise 1): forget the connection, and tell the others if its user has left ("user_left")
  void [boardId, ws, removePresence, broadcastToRoom];
}

/** Cleans up after a connection, however it ended. */
function handleDisconnect({ ws, user }: Client): void {
  // TODO(exercise 3): whose connection has ended types nowhere any more
  void [forget, stopTyping, typing, user];
  for (const boardId of leaveAllRooms(ws)) announceLeaving(boardId, ws);
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
