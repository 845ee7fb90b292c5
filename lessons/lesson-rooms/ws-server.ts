/**
 * The WebSocket side of the app: who connects, which rooms they join, and what the members of a room get.
 */

import type { Server } from "node:http";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import { board } from "./board.js";
import { broadcastToRoom, isInRoom, joinRoom, leaveAllRooms, leaveRoom } from "./rooms.js";

/** What travels in both directions: a JSON object whose `type` decides which other fields it has. */
interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The largest message accepted. A task board's are under 1 KiB; without a limit, `ws` takes up to 100 MiB. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

interface User {
  readonly userId: string;
  readonly name: string;
}

/** Who is at the other end of a connection, as its last "join" said. A connection that is gone takes its entry along. */
const users = new WeakMap<WebSocket, User>();

/** Lets `server` answer WebSocket handshakes on /ws beside its HTTP requests, on the same port. */
export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, path: "/ws", maxPayload: MAX_PAYLOAD_BYTES });

  wss.on("connection", (ws) => {
    send(ws, { type: "connected", message: "WebSocket connected" });

    ws.on("message", (data, isBinary) => receive(ws, data, isBinary));
    ws.on("close", () => handleDisconnect(ws));
    // A client that breaks the protocol (RFC 6455, section 7.1.7) raises "error" here. Without a listener, Node treats
    // it as an uncaught exception and the process ends for every client. "close" follows.
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
  });

  process.once("SIGTERM", () => {
    // RFC 6455, section 7.4.1: 1001 means "going away", such as a server going down.
    for (const ws of wss.clients) ws.close(1001, "Server shutting down");
  });
}

/** Takes one frame from a client: a message goes on to `handleMessage`, anything else is answered with an error. */
function receive(ws: WebSocket, data: RawData, isBinary: boolean): void {
  if (isBinary) return sendError(ws, "Messages are JSON in text frames, not binary frames");

  let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch {
    return sendError(ws, "Invalid JSON");
  }
  if (!isMessage(message)) return sendError(ws, 'A message is an object with a string "type"');

  try {
    handleMessage(ws, message);
  } catch (error) {
    // The client did nothing wrong, and the other clients even less: log the bug, keep every connection.
    console.error("Message handler failed:", error);
    sendError(ws, "Internal error");
  }
}

/** Decides by `type` what a message means. */
function handleMessage(ws: WebSocket, message: Message): void {
  switch (message.type) {
    case "ping":
      send(ws, { type: "pong" });
      break;
    // TODO(exercise 1): on "join": refuse an unknown board, remember the user, tell the other members once who has joined
    // TODO(exercise 1): on "leave": leave the room, and tell the members who are left
    // TODO(exercise 3): on "typing" and "stop_typing": tell the other members of that board, if this client is one
    default:
      sendError(ws, `Unknown message type: ${message.type}`);
  }
}

/** Cleans up after a client whose connection has ended, in whatever way. */
function handleDisconnect(ws: WebSocket): void {
  // TODO(exercise 3): leave all rooms, and tell the members of each
}

/** Tells the members of a room that this client is no longer one of them. */
function announceLeft(boardId: string, ws: WebSocket): void {
  // TODO(exercise 1): broadcast "user_left" with the board and the user
}

/** The id of the board that a message is about; undefined when it names none that exists. */
function boardOf(message: Message): string | undefined {
  // TODO(exercise 1): undefined unless `boardId` is the id of a board
  return String(message["boardId"]);
}

/** Who a "join" says that it comes from. Nothing proves it yet. */
function userIn({ userId, name }: Message): User {
  return {
    userId: typeof userId === "string" ? userId : "guest",
    name: typeof name === "string" ? name : "Guest",
  };
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
