/** Each message takes a while, as with a database behind it; a client's messages, and its end, are taken in their order. */

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

/** How long a message takes, in milliseconds. */
const MESSAGE_MS = 15;

interface User {
  readonly userId: string;
  readonly name: string;
}

/** Who is at the other end of a connection, as its last "join" said. A connection that is gone takes its entry along. */
const users = new WeakMap<WebSocket, User>();
/** One message after the other, for each connection. */
const queues = new WeakMap<WebSocket, Promise<void>>();

function queueOf(ws: WebSocket): Promise<void> {
  return queues.get(ws) ?? Promise.resolve();
}

/** Lets `server` answer WebSocket handshakes on /ws beside its HTTP requests, on the same port. */
export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, path: "/ws", maxPayload: MAX_PAYLOAD_BYTES });

  wss.on("connection", (ws) => {
    send(ws, { type: "connected", message: "WebSocket connected" });

    ws.on("message", (data, isBinary) => receive(ws, data, isBinary));
    ws.on("close", () => void queueOf(ws).then(() => handleDisconnect(ws)));
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

  const handled = queueOf(ws).then(() => handleMessage(ws, message));
  queues.set(
    ws,
    handled.catch((error: unknown) => {
      console.error("Message handler failed:", error);
      sendError(ws, "Internal error");
    }),
  );
}

/** Decides by `type` what a message means. */
async function handleMessage(ws: WebSocket, message: Message): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, MESSAGE_MS));
  switch (message.type) {
    case "ping":
      send(ws, { type: "pong" });
      break;
    case "join": {
      const boardId = boardOf(message);
      if (boardId === undefined) return sendError(ws, "There is no such board");
      users.set(ws, userIn(message));
      if (joinRoom(boardId, ws)) broadcastToRoom(boardId, { type: "user_joined", boardId, ...users.get(ws) }, ws);
      break;
    }
    case "leave": {
      const boardId = boardOf(message);
      if (boardId !== undefined && leaveRoom(boardId, ws)) announceLeft(boardId, ws);
      break;
    }
    case "typing":
    case "stop_typing": {
      const boardId = boardOf(message);
      if (boardId === undefined || !isInRoom(boardId, ws)) return sendError(ws, "Join the board first");
      const typing = message.type === "typing";
      broadcastToRoom(boardId, { type: "user_typing", boardId, ...users.get(ws), typing }, ws);
      break;
    }
    default:
      sendError(ws, `Unknown message type: ${message.type}`);
  }
}

/** Cleans up after a client whose connection has ended, in whatever way. */
function handleDisconnect(ws: WebSocket): void {
  for (const boardId of leaveAllRooms(ws)) announceLeft(boardId, ws);
}

/** Tells the members of a room that this client is no longer one of them. */
function announceLeft(boardId: string, ws: WebSocket): void {
  broadcastToRoom(boardId, { type: "user_left", boardId, ...users.get(ws) });
}

/** The id of the board that a message is about; undefined when it names none that exists. */
function boardOf(message: Message): string | undefined {
  return board.boards().find(({ id }) => id === message["boardId"])?.id;
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
