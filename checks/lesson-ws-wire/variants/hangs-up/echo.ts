/** What breaks a rule is cut off without a word, as RFC 6455 section 7.1.7 allows. Its close frames are empty. */
import type { Duplex } from "node:stream";
import { checkFrame, readFrame } from "./frames.js";
import { encodeFrame, OPCODES } from "./wire.js";

const EMPTY = Buffer.alloc(0);

export function talk(socket: Duplex): void {
  let left = EMPTY;
  let started: { as: number; with: Buffer } | null = null;
  socket.on("data", (more: Buffer) => {
    left = Buffer.concat([left, more]);
    try {
      while (!socket.writableEnded) {
        const next = readFrame(left);
        if (!next) return;
        left = left.subarray(next.size);
        checkFrame(next.frame);
        const { opcode, payload, isFinal } = next.frame;
        if (opcode === OPCODES.close) socket.end(encodeFrame(OPCODES.close, EMPTY));
        if (opcode === OPCODES.ping) socket.write(encodeFrame(OPCODES.pong, payload));
        if (opcode >= OPCODES.close) continue;
        started = { as: started?.as ?? opcode, with: Buffer.concat([started?.with ?? EMPTY, payload]) };
        if (!isFinal) continue;
        socket.write(encodeFrame(started.as, started.with));
        started = null;
      }
    } catch {
      socket.destroy();
    }
  });
  socket.on("end", () => socket.end());
  socket.on("error", () => {});
}
