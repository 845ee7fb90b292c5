/** Answers on a bare socket, where there is no response object: refused upgrades and what is not HTTP. */
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ApiFault } from "../api-fault.ts";

/** How long the other side may take to read why it was refused. It may also never close its half. */
const FLUSH_LIMIT_MS = 1_000;

/** Says why and lets go of the socket, whatever the other side does. */
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
  // What has come and nobody reads would turn the end into a reset, and the answer would be lost (RFC 9112 section 9.6).
  socket.once("end", () => socket.destroy());
  socket.resume();
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
