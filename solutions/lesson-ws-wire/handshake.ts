/**
 * The opening handshake: an HTTP request that asks for a WebSocket, and the answer that grants it (RFC 6455 section 4.2).
 */

import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { talk } from "./echo.js";
import { refuse } from "./wire.js";

/** Known to every WebSocket server and to nothing else (section 1.3). */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What proves to a client that its key was read by a WebSocket server: the value of Sec-WebSocket-Accept. */
function acceptKey(key: string): string {
  //#region Exercise 1: return the SHA-1 hash of the key and the GUID behind it, in base64
  //= return key;
  return createHash("sha1")
    .update(key + GUID)
    .digest("base64");
  //#endregion
}

/** Called for every request that asks for another protocol. From here on the socket is ours. */
export function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Bytes that came in one packet with the request: they go back, to be read from the socket.
  if (head.length > 0) socket.unshift(head);
  const { method, url = "", headers } = request;
  const key = headers["sec-websocket-key"] ?? "";
  //#region Exercise 1: refuse anything but a handshake for /echo; else write the lines of the 101, and pass the socket to talk
  //= refuse(socket, 501);
  if (url.split("?")[0] !== "/echo") return refuse(socket, 404);
  if (method !== "GET" || headers.upgrade?.toLowerCase() !== "websocket") return refuse(socket, 400);
  // The header says which version would have been right (section 4.4).
  if (headers["sec-websocket-version"] !== "13") return refuse(socket, 426, { "Sec-WebSocket-Version": "13" });
  if (Buffer.from(key, "base64").length !== 16) return refuse(socket, 400);
  socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
  socket.write(`Sec-WebSocket-Accept: ${acceptKey(key)}\r\n\r\n`);
  talk(socket);
  //#endregion
}
