/** Sends messages in frames of at most a hundred bytes, and empty ones in two. */
import type { Duplex } from "node:stream";
import { checkFrame, readFrame } from "./frames.js";
import { closeCodeOf, closeConnection, encodeFrame, type Frame, OPCODES, ProtocolError } from "./wire.js";

const AT_MOST = 100;

function inFrames(opcode: number, message: Buffer): Buffer {
  const frames: Buffer[] = [];
  for (let start = 0; start === 0 || start < message.length; start += AT_MOST) {
    const frame = encodeFrame(start === 0 ? opcode : OPCODES.continuation, message.subarray(start, start + AT_MOST));
    frame.writeUInt8(frame.readUInt8(0) & 0x7f, 0);
    frames.push(frame);
  }
  return Buffer.concat([...frames, encodeFrame(OPCODES.continuation, Buffer.alloc(0))]);
}

export function talk(socket: Duplex): void {
  let received: Buffer = Buffer.alloc(0);
  let whole: Buffer[] = [];
  let kind = 0;
  let isOver = false;
  function over(code?: number): void {
    if (isOver) return;
    isOver = true;
    closeConnection(socket, code);
  }
  function take({ opcode, payload, isFinal }: Frame): void {
    if (opcode === OPCODES.close) return over(closeCodeOf(payload));
    if (opcode === OPCODES.ping) return void socket.write(encodeFrame(OPCODES.pong, payload));
    if (opcode === OPCODES.pong) return;
    kind = opcode === OPCODES.continuation ? kind : opcode;
    whole = [...whole, payload];
    if (isFinal) socket.write(inFrames(kind, Buffer.concat(whole)));
    if (isFinal) whole = [];
  }
  socket.on("readable", () => {
    for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null)
      received = Buffer.concat([received, chunk]);
    try {
      for (let read = readFrame(received); read !== null && !isOver; read = readFrame(received)) {
        received = received.subarray(read.size);
        checkFrame(read.frame);
        take(read.frame);
      }
    } catch (error) {
      over(error instanceof ProtocolError ? error.code : 1011);
    }
  });
  socket.on("end", () => over(1000));
  socket.on("error", () => (isOver = true));
}
