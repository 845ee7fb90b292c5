/**
 * The WebSocket side of the app: who may connect, who each client is, and what it may do.
 */

import { STATUS_CODES, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import { authenticateUpgrade, originAllowed, targetOf, userOf } from "./auth.js";
import { broadcastToRoom, joinRoom, leaveAllRooms } from "./rooms.js";
import type { User } from "./sessions.js";

/** How long a client may stay unknown, in milliseconds. */
const AUTH_TIMEOUT_MS = Number(process.env.AUTH_TIMEOUT_MS ?? 5_000);

/** Closes a client that is not who it should be. An application's own codes are 4000 to 4999 (RFC 6455, section 7.4.2). */
const UNAUTHORIZED = 4401;

/** The largest message accepted. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** What travels in both directions. */
interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One open connection. */
interface Client {
  readonly ws: WebSocket;
  /** Who is at the other end. Null until that is known. */
  user: User | null;
}

/** Lets `server` answer WebSocket handshakes beside its HTTP requests, on the same port. */
export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES });

  server.on("upgrade", (request, socket, head) => {
    // TODO(exercise 1): log an "error" of `socket`; without a listener, a client that resets it ends the process

    // TODO(exercise 1): every path but /ws is refused with 404
    void targetOf;

    // TODO(exercise 3): an origin that is not allowed is refused with 403
    void originAllowed;

    // TODO(exercise 1): whose handshake is it? One that shows something wrong is refused with 401
    void [refuse, authenticateUpgrade];
    const user = null;

    wss.handleUpgrade(request, socket, head, (ws) => accept({ ws, user }));
  });
}

/** Answers a handshake with an HTTP status instead of 101, and ends its connection. */
function refuse(socket: Duplex, status: 401 | 403 | 404): void {
  // TODO(exercise 1): write a response with this status and without a body, and end the connection
  void [socket, status, STATUS_CODES];
}

/** Begins to talk with a client whose handshake was accepted. */
function accept(client: Client): void {
  const { ws } = client;
  ws.on("message", (data) => receive(client, data));
  ws.on("close", () => leaveAllRooms(ws));
  ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));

  // TODO(exercise 1): the welcome says who was recognized, in `user`
  send(ws, { type: "connected", message: "WebSocket connected" });

  // TODO(exercise 2): a client that is still unknown after AUTH_TIMEOUT_MS is closed with UNAUTHORIZED
  void [AUTH_TIMEOUT_MS, UNAUTHORIZED];
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
function handleMessage(client: Client, message: Message): void {
  const { ws } = client;
  switch (message.type) {
    case "ping":
      send(ws, { type: "pong" });
      break;
    // TODO(exercise 2): "auth" says who the client is (`authenticate` below)
    case "join":
      join(client, message);
      break;
    default:
      sendError(ws, `Unknown message type: ${message.type}`);
  }
}

// TODO(exercise 2): a function `authenticate(client, message)`: a right `token` makes a user of the client, a wrong one closes it

/** Adds a client to the room of a board, and announces it to those who are there. */
function join(client: Client, message: Message): void {
  const { ws } = client;
  const { boardId } = message;
  if (typeof boardId !== "string") return sendError(ws, '"join" needs a "boardId"');

  // TODO(exercise 2): a client that nobody knows yet gets the error "Unauthorized" and joins nothing

  // TODO(exercise 3): the session says who joins, not the message
  const { userId, name } = message;
  joinRoom(boardId, ws);
  broadcastToRoom(boardId, { type: "user_joined", boardId, userId, name }, ws);
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
