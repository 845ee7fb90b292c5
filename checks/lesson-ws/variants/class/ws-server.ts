// Right: a class per connection, and a socket class of its own.

import type { IncomingMessage, Server } from "node:http";
import { WebSocket, WebSocketServer, type RawData } from "ws";

class JsonSocket extends WebSocket {
  sendJson(value: object): void {
    this.send(JSON.stringify(value));
  }
}

class Connection {
  readonly #socket: JsonSocket;

  constructor(socket: JsonSocket, request: IncomingMessage) {
    this.#socket = socket;
    console.log(`WebSocket connected: ${request.url}`);
    socket.on("message", this.#onMessage);
    socket.on("error", this.#onError);
    socket.sendJson({ type: "connected", message: "WebSocket connected" });
  }

  readonly #onMessage = (data: RawData): void => {
    let message: { type?: unknown };
    try {
      message = Object(JSON.parse(data.toString())) as { type?: unknown };
    } catch {
      this.#fail("Invalid JSON");
      return;
    }
    if (message.type === "ping") this.#socket.sendJson({ type: "pong" });
    else this.#fail(`Unknown message type: ${String(message.type)}`);
  };

  readonly #onError = (error: Error): void => console.error(error.message);

  #fail(message: string): void {
    this.#socket.sendJson({ type: "error", message });
  }
}

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, WebSocket: JsonSocket, maxPayload: 64 * 1024 });
  wss.on("connection", (socket, request) => new Connection(socket, request));
}
