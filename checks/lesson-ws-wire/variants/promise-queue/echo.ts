/** Every frame waits for the one before it, as it would if handling took time. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Duplex } from "node:stream";
import { checkFrame, readFrame } from "./frames.js";
import { closeConnection, encodeFrame, type Frame, OPCODES, ProtocolError } from "./wire.js";

export function talk(socket: Duplex): void {
  let queue = Promise.resolve();
  let received = new Uint8Array(0);
  let message = { opcode: 0, payload: Buffer.alloc(0) };
  let closed = false;

  async function handle(frame: Frame): Promise<void> {
    await nextTurn();
    if (closed) return;
    try {
      checkFrame(frame);
    } catch (error) {
      return finish((error as ProtocolError).code);
    }
    if (frame.opcode === OPCODES.close) return finish(frame.payload.length < 2 ? undefined : frame.payload.readUInt16BE());
    if (frame.opcode === OPCODES.ping) socket.write(encodeFrame(OPCODES.pong, frame.payload));
    if (frame.opcode > 7) return;
    message = { opcode: message.opcode || frame.opcode, payload: Buffer.concat([message.payload, frame.payload]) };
    if (!frame.isFinal) return;
    socket.write(encodeFrame(message.opcode, message.payload));
    message = { opcode: 0, payload: Buffer.alloc(0) };
  }
  function finish(code?: number): void {
    closed = true;
    closeConnection(socket, code);
  }

  socket.on("data", (chunk: Buffer) => {
    let bytes = Buffer.concat([received, chunk]);
    for (let read = readFrame(bytes); read !== null; read = readFrame(bytes)) {
      const { frame, size } = read;
      queue = queue.then(() => handle(frame));
      bytes = bytes.subarray(size);
    }
    received = Uint8Array.from(bytes);
  });
  socket.on("end", () => void queue.then(() => socket.end()));
  socket.on("error", () => (closed = true));
}
