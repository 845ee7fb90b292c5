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
  // TODO(exercise 1): return the SHA-1 hash of the key and the GUID behind it, in base64
  return key;
}

/** Called for every request that asks for another protocol. From here on the socket is ours. */
export function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Bytes that came in one packet with the request: they go back, to be read from the socket.
  if (head.length > 0) socket.unshift(head);
  const { method, url = "", headers } = request;
  const key = headers["sec-websocket-key"] ?? "";
  // TODO(exercise 1): refuse anything but a handshake for /echo; else write the lines of the 101, and pass the socket to talk
  refuse(socket, 501);
}
