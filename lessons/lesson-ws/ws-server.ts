/**
 * The WebSocket side of the app: who connects, what they may send, and what they get back.
 */

import type { Server } from "node:http";
import { WebSocketServer, type RawData, type WebSocket } from "ws";

/** What travels in both directions: a JSON object whose `type` decides which other fields it has. */
interface Message {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The largest message accepted. A task board's are under 1 KiB; unless told otherwise, `ws` takes up to 100 MiB. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** Lets `server` answer WebSocket handshakes beside its HTTP requests, on the same port. */
export function setupWebSocketServer(server: Server): void {
  // TODO(exercise 1): create a WebSocketServer on `server`, limited to MAX_PAYLOAD_BYTES

  // TODO(exercise 1): on "connection": log the URL, send the welcome, handle "message", "close" and "error"

  // TODO(exercise 1): beyond the exercise (S9, not graded): on SIGTERM close every client with code 1001
}

/** Takes one frame from a client: a message goes on to `handleMessage`, anything else is answered with an error. */
function receive(ws: WebSocket, data: RawData, isBinary: boolean): void {
  if (isBinary) {
    sendError(ws, "Messages are JSON in text frames, not binary frames");
    return;
  }

  // TODO(exercise 2): parse inside a try/catch; answer text that is not JSON with the error "Invalid JSON"
  const message = JSON.parse(data.toString()) as Message;

  // TODO(exercise 2): answer JSON that is no message (null, 42, []: see isMessage) with an error of its own

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
    // TODO(exercise 1): answer "ping" with a pong, to the client that sent it
    // TODO(exercise 3): answer every other type with the error "Unknown message type: <type>"
  }
}

/** The place to clean up after a client. Nothing is kept per client yet; rooms come in the next lesson. */
function handleDisconnect(_ws: WebSocket): void {}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function sendError(ws: WebSocket, message: string): void {
  send(ws, { type: "error", message });
}

function send(ws: WebSocket, message: Message): void {
  ws.send(JSON.stringify(message));
}
