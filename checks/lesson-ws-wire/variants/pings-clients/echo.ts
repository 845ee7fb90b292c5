/** Pings every client, when it comes and then every 20 ms. */
import type { Duplex } from "node:stream";
import { checkFrame, readFrame } from "./frames.js";
import { closeCodeOf, closeConnection, encodeFrame, type Frame, OPCODES, ProtocolError } from "./wire.js";

const EVERY_MS = 20;

export function talk(socket: Duplex): void {
  let count = 0;
  const ping = () => void socket.write(encodeFrame(OPCODES.ping, Buffer.from(`${++count}`)));
  const timer = setInterval(ping, EVERY_MS);
  ping();
  let received: Buffer = Buffer.alloc(0);
  let begun: Frame | undefined;
  let parts: Buffer[] = [];

  const stop = (code?: number) => {
    clearInterval(timer);
    socket.removeListener("data", read);
    closeConnection(socket, code);
  };
  const take = (frame: Frame) => {
    checkFrame(frame);
    if (frame.opcode === OPCODES.ping) socket.write(encodeFrame(OPCODES.pong, frame.payload));
    if (frame.opcode === OPCODES.close) stop(closeCodeOf(frame.payload));
    if (frame.opcode >= OPCODES.close) return;
    begun ??= frame;
    parts.push(frame.payload);
    if (!frame.isFinal) return;
    socket.write(encodeFrame(begun.opcode, Buffer.concat(parts)));
    begun = undefined;
    parts = [];
  };
  function read(chunk: Buffer): void {
    received = Buffer.concat([received, chunk]);
    try {
      for (let next = readFrame(received); next !== null && !socket.writableEnded; next = readFrame(received)) {
        received = received.subarray(next.size);
        take(next.frame);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      stop(error.code);
    }
  }
  socket.on("data", read);
  socket.on("end", () => stop());
  socket.on("error", () => socket.destroy());
  socket.on("close", () => clearInterval(timer));
}
