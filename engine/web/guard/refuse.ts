/** Responses on a bare socket: for refused upgrades and for what is not HTTP. */
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ApiFault } from "../api-fault.ts";

/** How long the client may take to read the response and close its end. */
const FLUSH_LIMIT_MS = 1_000;

/** Sends the fault and closes the socket, even when the client does not close its end. */
export function refuse(socket: Duplex, fault: ApiFault): void {
  if (!socket.writable) return void socket.destroy();
  const body = fault.body();
  const head = [
    `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status] ?? "Refused"}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  const limit = setTimeout(() => socket.destroy(), FLUSH_LIMIT_MS);
  socket.once("close", () => clearTimeout(limit));
  // Unread input would make the kernel reset the connection, and the client could lose the response (RFC 9112 section
  // 9.6).
  socket.once("end", () => socket.destroy());
  socket.resume();
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
