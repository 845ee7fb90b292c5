/** Reads headers as lists of words, answers in capitals, and refuses in other ways than the solution. */
import { createHash } from "node:crypto";
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { talk } from "./echo.js";

export function acceptKey(key: string): string {
  const hash = createHash("sha1");
  hash.update(key.trim());
  hash.update("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  return hash.digest("base64");
}

const wordsOf = (value: string | undefined) => (value ?? "").toLowerCase().split(/\s*,\s*/);

export function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on("error", () => socket.destroy());
  const refuse = (status: number, text: string) => {
    const response = new ServerResponse(request);
    response.assignSocket(socket as Socket);
    response.on("finish", () => socket.end());
    response.writeHead(status, { "Content-Type": "text/plain", Connection: "close" }).end(text);
  };
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const key = request.headers["sec-websocket-key"];
  if (pathname !== "/echo") return refuse(410, "gone");
  if (!wordsOf(request.headers.upgrade).includes("websocket")) return refuse(426, "websocket, please");
  if (!wordsOf(request.headers.connection).includes("upgrade")) return refuse(400, "upgrade, please");
  if (request.headers["sec-websocket-version"] !== "13") return refuse(400, "version 13, please");
  if (key === undefined || atob(key).length !== 16) return refuse(422, "a key, please");
  socket.write(
    `HTTP/1.1 101 Web Socket Protocol Handshake\r\nDate: ${new Date().toUTCString()}\r\nSERVER: by hand\r\n` +
      `UPGRADE: WebSocket\r\nCONNECTION: Upgrade, keep-alive\r\nSEC-WEBSOCKET-ACCEPT: ${acceptKey(key)}\r\n\r\n`,
  );
  if (head.length > 0) socket.unshift(head);
  setImmediate(() => talk(socket));
}
