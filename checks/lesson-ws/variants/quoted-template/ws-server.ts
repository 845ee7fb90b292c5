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
  //#region Exercise 1: create a WebSocketServer on `server`, limited to MAX_PAYLOAD_BYTES
  const wss = new WebSocketServer({ server, maxPayload: MAX_PAYLOAD_BYTES });
  //#endregion

  //#region Exercise 1: on "connection": log the URL, send the welcome, handle "message", "close" and "error"
  wss.on("connection", (ws, request) => {
    console.log(`WebSocket connected: ${request.url}`);
    send(ws, { type: "connected", message: "WebSocket connected" });

    ws.on("message", (data, isBinary) => receive(ws, data, isBinary));
    ws.on("close", () => handleDisconnect(ws));
    // A client that breaks the protocol (RFC 6455, section 7.1.7) raises "error" here. Without a listener, Node treats
    // it as an uncaught exception and the process ends for every client.
    ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));
  });
  //#endregion

  //#region Exercise 1: beyond the exercise (S9, not graded): on SIGTERM close every client with code 1001
  process.once("SIGTERM", () => {
    // RFC 6455, section 7.4.1: 1001 means "going away", such as a server going down.
    for (const ws of wss.clients) ws.close(1001, "Server shutting down");
  });
  //#endregion
}

/** Takes one frame from a client: a message goes on to `handleMessage`, anything else is answered with an error. */
function receive(ws: WebSocket, data: RawData, isBinary: boolean): void {
  if (isBinary) {
    sendError(ws, "Messages are JSON in text frames, not binary frames");
    return;
  }

  //#region Exercise 2: parse inside a try/catch; answer text that is not JSON with the error "Invalid JSON"
  //= const message = JSON.parse(data.toString()) as Message;
  let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch {
    // Only JSON.parse stands in this try: a mistake in our own code must not be reported as the client's.
    sendError(ws, "Invalid JSON");
    return;
  }
  //#endregion

  //#region Exercise 2: answer JSON that is no message (null, 42, []: see isMessage) with an error of its own
  if (!isMessage(message)) {
    sendError(ws, 'A message is an object with a string "type"');
    return;
  }
  //#endregion

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
    //#region Exercise 1: answer "ping" with a pong, to the client that sent it
    case "ping":
      send(ws, { type: "pong" });
      break;
    //#endregion
    //#region Exercise 3: answer every other type with the error "Unknown message type: <type>"
    default:
      sendError(ws, 'Unknown message type: ${message.type}');
    //#endregion
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
