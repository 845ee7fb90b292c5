/** The socket as an async iterable: its end ends the loop, its error is thrown into it. */
import type { Duplex } from "node:stream";
import { checkFrame, readFrame } from "./frames.js";
import { closeConnection, encodeFrame, type Frame, OPCODES, ProtocolError } from "./wire.js";

async function* framesOf(socket: Duplex): AsyncGenerator<Frame> {
  let pending = Buffer.alloc(0);
  for await (const chunk of socket) {
    pending = Buffer.concat([pending, chunk as Buffer]);
    let found = readFrame(pending);
    while (found) {
      pending = pending.subarray(found.size);
      yield found.frame;
      found = readFrame(pending);
    }
  }
}

async function converse(socket: Duplex): Promise<void> {
  let message: { opcode: number; parts: Buffer[] } | undefined;
  for await (const frame of framesOf(socket)) {
    checkFrame(frame);
    if (frame.opcode === OPCODES.ping) socket.write(encodeFrame(OPCODES.pong, frame.payload));
    if (frame.opcode === OPCODES.close) {
      socket.end(encodeFrame(OPCODES.close, frame.payload.subarray(0, 2)));
      return;
    }
    if (frame.opcode > OPCODES.binary) continue;
    message ??= { opcode: frame.opcode, parts: [] };
    message.parts.push(frame.payload);
    if (!frame.isFinal) continue;
    socket.write(encodeFrame(message.opcode, Buffer.concat(message.parts)));
    message = undefined;
  }
}

export async function talk(socket: Duplex): Promise<void> {
  try {
    await converse(socket);
    socket.end();
  } catch (error) {
    if (error instanceof ProtocolError && socket.writable) closeConnection(socket, error.code);
    else socket.destroy();
  }
}
