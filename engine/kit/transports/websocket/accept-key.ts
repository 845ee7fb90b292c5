import { createHash } from "node:crypto";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What a server must answer a handshake's key with, in Sec-WebSocket-Accept (RFC 6455 section 4.2.2). */
export function acceptKeyFor(key: string): string {
  return createHash("sha1")
    .update(key + GUID)
    .digest("base64");
}
