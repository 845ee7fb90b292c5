/** Every fragment goes back at once, as a fragment: nothing of a message is kept. */
import type { Duplex } from "node:stream";
import { checkFrame, readFrame } from "./frames.js";
import { closeCodeOf, closeConnection, encodeFrame, OPCODES, ProtocolError } from "./wire.js";

function fragment(opcode: number, payload: Buffer, isFinal: boolean): Buffer {
  const bytes = encodeFrame(opcode, payload);
  if (!isFinal) bytes[0] = opcode;
  return bytes;
}

export function talk(socket: Duplex): void {
  let bytes = Buffer.alloc(0);
  let open = true;
  const close = (code?: number) => {
    open = false;
    closeConnection(socket, code);
  };
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    try {
      for (;;) {
        const read = open ? readFrame(bytes) : null;
        if (read === null) break;
        bytes = bytes.subarray(read.size);
        const { frame } = read;
        checkFrame(frame);
        if (frame.opcode === OPCODES.ping) socket.write(encodeFrame(OPCODES.pong, frame.payload));
        else if (frame.opcode === OPCODES.close) close(closeCodeOf(frame.payload));
        else if (frame.opcode < OPCODES.close) socket.write(fragment(frame.opcode, frame.payload, frame.isFinal));
      }
    } catch (error) {
      close(error instanceof ProtocolError ? error.code : 1011);
    }
  });
  socket.once("end", () => socket.end());
  socket.on("error", (error) => console.error(error.message));
}
