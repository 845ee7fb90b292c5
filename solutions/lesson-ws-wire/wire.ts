/**
 * What the other files share of the WebSocket protocol (RFC 6455): the parts of a frame, the frames that a server writes, and
 * the ways to end a connection. Given and finished: nothing in this file is part of an exercise.
 */

import { isUtf8 } from "node:buffer";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** The kinds of frames (section 5.2). From 8 on they are control frames. */
export const OPCODES = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

/** A frame of a client, as it was read. */
export interface Frame {
  /** Whether it is the last frame of its message (FIN). */
  readonly isFinal: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
  readonly reserved: number;
  readonly opcode: number;
  readonly isMasked: boolean;
  /** Without its mask. */
  readonly payload: Buffer;
}

/** The largest message that this server takes, in bytes. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

/** How long a client may take to end its half of a connection that the server has closed, in milliseconds. */
const CLOSE_LIMIT_MS = 1_000;

/** A client broke a rule of the protocol. echo.ts closes its connection with the code (section 7.4.1). */
export class ProtocolError extends Error {
  override name = "ProtocolError";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** A whole message, or a control frame, as a server sends it: in one frame, never masked (section 5.1). */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length;
  // The shortest of the three forms (section 5.2): 7 bits, or 126 and 16 bits, or 127 and 64 bits.
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head.writeUInt8(0x80 | opcode, 0);
  head.writeUInt8(head.length === 2 ? length : head.length === 4 ? 126 : 127, 1);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/**
 * The code in a close frame; undefined when it has none (section 7.1.5).
 * @throws ProtocolError for half a code, a code that must not be sent, and a reason that is not UTF-8
 */
export function closeCodeOf(payload: Buffer): number | undefined {
  if (payload.length === 0) return undefined;
  if (payload.length === 1) throw new ProtocolError(1002, "A close code has two bytes");
  const code = payload.readUInt16BE(0);
  // Section 7.4.2. 1004 to 1006 are reserved; 1012 to 1014 were registered later.
  const isRegistered = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
  if (!isRegistered && (code < 3000 || code > 4999)) throw new ProtocolError(1002, `No close frame may say ${code}`);
  if (!isUtf8(payload.subarray(2))) throw new ProtocolError(1007, "A reason is UTF-8");
  return code;
}

/** Sends a close frame and ends the server's half of the connection. */
export function closeConnection(socket: Duplex, code?: number): void {
  const payload = Buffer.alloc(code === undefined ? 0 : 2);
  if (code !== undefined) payload.writeUInt16BE(code, 0);
  endSoon(socket, encodeFrame(OPCODES.close, payload));
}

/** Answers a handshake with an HTTP status in place of 101, and ends the connection. */
export function refuse(socket: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const all = { ...headers, Connection: "close", "Content-Length": "0" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  // The client may be gone already, and an error without a listener ends the process.
  socket.on("error", () => socket.destroy());
  endSoon(socket, `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n`);
}

/** Ends the server's half after the last bytes. The other half is the client's, which may never end it. */
function endSoon(socket: Duplex, last: Buffer | string): void {
  socket.end(last);
  // What still comes is thrown away; a socket that is not read never learns that the other side has ended it.
  socket.resume();
  const limit = setTimeout(() => socket.destroy(), CLOSE_LIMIT_MS);
  socket.once("close", () => clearTimeout(limit));
}
