/** Everything in one file, with bit tricks and no helper of the lesson's. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

export const acceptKey = (key: string) =>
  createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, "binary").digest().toString("base64");

function send(socket: Socket, opcode: number, data: Uint8Array): void {
  const n = data.byteLength;
  const size = n < 126 ? [n] : n < 0x10000 ? [126, n >> 8, n & 255] : [127, 0, 0, 0, 0, n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
  socket.cork();
  socket.write(Uint8Array.of(128 | opcode, ...size));
  socket.write(data);
  socket.uncork();
}

export function handleUpgrade(req: IncomingMessage, socket: Socket): void {
  socket.on("error", () => {});
  const deny = (status: string) => void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  if (!/^\/echo(?:\?|$)/.test(req.url ?? "")) return deny("404 Not Found");
  const { upgrade, "sec-websocket-key": key, "sec-websocket-version": version } = req.headers;
  if (!/^websocket$/i.test(upgrade ?? "") || key?.length !== 24) return deny("400 Bad Request");
  if (Number(version) !== 13) return deny("400 Bad Request");
  socket.write(
    [
      "HTTP/1.1 101 Switching Protocols",
      "Connection: upgrade",
      "Upgrade: WebSocket",
      `sec-websocket-accept: ${acceptKey(key)}`,
      "X-Powered-By: hand",
      "",
      "",
    ].join("\r\n"),
  );
  let buffer = Buffer.alloc(0);
  let message = Buffer.alloc(0);
  let type = 0;
  socket.on("data", (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    while (buffer.length >= 6 || (buffer.length >= 2 && (buffer[1]! & 128) === 0)) {
      const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
      const bits = buffer[0]!;
      const op = bits & 15;
      if (bits & 112 || (buffer[1]! & 128) === 0 || (op > 2 && op < 8) || op > 10) return void socket.destroy();
      let at = 2;
      let length = buffer[1]! & 127;
      if (length === 126) {
        length = view.getUint16(2);
        at = 4;
      } else if (length === 127) {
        if (buffer.length < 10) return;
        length = view.getUint32(2) * 2 ** 32 + view.getUint32(6);
        at = 10;
      }
      if (buffer.length < at + 4 + length) return;
      const data = Buffer.alloc(length);
      for (let i = 0; i < length; i++) data[i] = buffer[at + 4 + i]! ^ buffer[at + (i & 3)]!;
      buffer = buffer.subarray(at + 4 + length);
      if (op === 8) {
        send(socket, 8, data.subarray(0, 2));
        socket.removeAllListeners("data").resume().end();
        return;
      }
      if (op === 9) send(socket, 10, data);
      if (op > 2) continue;
      type = op || type;
      message = Buffer.concat([message, data]);
      if (!(bits & 128)) continue;
      send(socket, type, message);
      message = Buffer.alloc(0);
    }
  });
  socket.on("end", () => socket.end());
}
