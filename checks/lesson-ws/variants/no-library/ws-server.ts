// Right: RFC 6455 by hand: the handshake and the frames, without `ws`.

import { createHash } from "node:crypto";
import type { Server } from "node:http";
import type { Duplex } from "node:stream";

const OPCODE_CONTINUATION = 0x0;
const OPCODE_TEXT = 0x1;
const OPCODE_BINARY = 0x2;
const OPCODE_CLOSE = 0x8;
const OPCODE_PING = 0x9;
const OPCODE_PONG = 0xa;
const MAX_PAYLOAD_BYTES = 64 * 1024;

/** RFC 6455, section 1.3: hashed together with the client's key, it proves that the answer speaks WebSocket. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

interface Frame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
}

export function setupWebSocketServer(server: Server): void {
  server.on("upgrade", (request, socket, head) => {
    const key = request.headers["sec-websocket-key"];
    if (key === undefined || request.headers["sec-websocket-version"] !== "13") {
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const accept = createHash("sha1")
      .update(key + GUID)
      .digest("base64");
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    converse(socket, head);
  });
}

function converse(socket: Duplex, head: Buffer): void {
  let unread = head;
  let fragments: Buffer[] = [];
  let fragmentedOpcode = OPCODE_CONTINUATION;
  let closing = false;

  const close = (code: number): void => {
    if (closing) return;
    closing = true;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    socket.end(encode(OPCODE_CLOSE, payload));
  };

  const onFrame = ({ fin, opcode, payload }: Frame): void => {
    if (opcode === OPCODE_PING) socket.write(encode(OPCODE_PONG, payload));
    else if (opcode === OPCODE_CLOSE) close(payload.length >= 2 ? payload.readUInt16BE() : 1000);
    else if (opcode !== OPCODE_PONG) {
      if (opcode !== OPCODE_CONTINUATION) fragmentedOpcode = opcode;
      fragments.push(payload);
      const message = Buffer.concat(fragments);
      if (message.length > MAX_PAYLOAD_BYTES) return close(1009);
      if (!fin) return;
      fragments = [];
      if (fragmentedOpcode === OPCODE_BINARY) close(1003);
      else sendJson(socket, answer(message.toString()));
    }
  };

  const onData = (chunk: Buffer): void => {
    unread = Buffer.concat([unread, chunk]);
    for (;;) {
      const next = closing ? undefined : decode(unread);
      if (next === undefined) return;
      if (typeof next === "number") return close(next);
      unread = unread.subarray(next.bytes);
      onFrame(next.frame);
    }
  };

  socket.on("error", () => socket.destroy());
  socket.on("end", () => socket.end());
  socket.on("data", onData);
  sendJson(socket, { type: "connected", message: "WebSocket connected" });
  onData(Buffer.alloc(0));
}

/** RFC 6455, section 5.2. Undefined: not all there yet. A number: close with this code. */
function decode(bytes: Buffer): { frame: Frame; bytes: number } | number | undefined {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  if ((second & 0x80) === 0) return 1002; // Section 5.1: a client masks every frame.

  let length = second & 0x7f;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return undefined;
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return undefined;
    length = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  if (length > MAX_PAYLOAD_BYTES) return 1009;
  if (bytes.length < at + 4 + length) return undefined;

  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length));
  for (let i = 0; i < length; i++) payload[i]! ^= mask[i % 4]!;
  return { frame: { fin: (first & 0x80) !== 0, opcode: first & 0x0f, payload }, bytes: at + 4 + length };
}

/** One unmasked frame: a server never masks (section 5.1). */
function encode(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  head[0] = 0x80 | opcode;
  if (payload.length < 126) {
    head[1] = payload.length;
  } else {
    head[1] = 126;
    head.writeUInt16BE(Math.min(payload.length, 0xffff), 2);
  }
  return Buffer.concat([head, payload.subarray(0, 0xffff)]);
}

function sendJson(socket: Duplex, message: object): void {
  socket.write(encode(OPCODE_TEXT, Buffer.from(JSON.stringify(message))));
}

function answer(text: string): object {
  let message: { type?: unknown };
  try {
    message = Object(JSON.parse(text)) as { type?: unknown };
  } catch {
    return { type: "error", message: "Invalid JSON" };
  }
  if (message.type === "ping") return { type: "pong" };
  return { type: "error", message: `Unknown message type: ${String(message.type).slice(0, 100)}` };
}
