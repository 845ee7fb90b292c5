import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { encodeFrame, readFrames } from "../../kit/transports/websocket/frames.ts";
import { within } from "../../kit/time-limit.ts";
import { shown, type Case } from "./case.ts";

/** How long a server may take to end a conversation, in milliseconds. */
const END_LIMIT_MS = 10_000;

/** What came back on a connection, up to its end, each frame as `shown` writes it. */
export async function converse(address: string, path: string, { frames, chop }: Case): Promise<string[]> {
  const [host = "", port = ""] = address.split(":");
  const socket = connect({ host, port: Number(port), allowHalfOpen: true }).setNoDelay(true);
  const chunks: Buffer[] = [];
  // A server that has ended the connection resets it when more comes; what it sent before counts.
  socket.on("error", () => {});
  const ended = once(socket, "end").catch(() => once(socket, "close"));
  const key = randomBytes(16).toString("base64");
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  let head = "";
  while (!head.endsWith("\r\n\r\n")) {
    await once(socket, "readable");
    head += String(socket.read() ?? "");
  }
  if (!head.startsWith("HTTP/1.1 101 ")) throw new Error(`no handshake: ${head}`);
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await send(
    socket,
    frames.map((frame) => encodeFrame(frame)),
    chop,
  );
  const isOver = await within(
    END_LIMIT_MS,
    ended.then(() => true),
  );
  socket.destroy();
  const { frames: came, rest } = readFrames(Buffer.concat(chunks));
  return [
    ...came.map(shown),
    ...(rest.length === 0 ? [] : [`${rest.length} bytes that are no frame`]),
    ...(isOver === true ? [] : ["and the connection stays open"]),
  ];
}

async function send(socket: Socket, frames: readonly Buffer[], chop: number | undefined): Promise<void> {
  for (const frame of frames)
    for (let start = 0; start < frame.length; start += chop ?? frame.length) {
      if (!socket.writable) return;
      socket.write(frame.subarray(start, start + (chop ?? frame.length)));
      await nextTurn();
    }
}
