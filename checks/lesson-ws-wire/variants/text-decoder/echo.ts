/** Text is text: fragments are decoded as they come, and joined as strings. */
import type { Duplex } from "node:stream";
import { checkFrame, readFrame } from "./frames.js";
import { closeConnection, encodeFrame, type Frame, OPCODES, ProtocolError } from "./wire.js";

export function talk(socket: Duplex): void {
  const chunks: Buffer[] = [];
  const state = { kind: "none" as "none" | "text" | "binary", text: "", bytes: [] as Buffer[], closed: false };
  let decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  const fail = (code: number) => {
    state.closed = true;
    closeConnection(socket, code);
  };

  const onMessagePart = ({ opcode, payload, isFinal }: Frame) => {
    if (opcode === OPCODES.text) state.kind = "text";
    if (opcode === OPCODES.binary) state.kind = "binary";
    if (state.kind === "none") return fail(1002);
    if (state.kind === "binary") {
      state.bytes.push(payload);
      if (isFinal) socket.write(encodeFrame(OPCODES.binary, Buffer.concat(state.bytes.splice(0))));
    } else {
      try {
        state.text += decoder.decode(payload, { stream: !isFinal });
      } catch {
        return fail(1007);
      }
      if (isFinal) {
        socket.write(encodeFrame(OPCODES.text, Buffer.from(state.text, "utf8")));
        state.text = "";
        decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      }
    }
    if (isFinal) state.kind = "none";
  };

  const onFrame = (frame: Frame) => {
    checkFrame(frame);
    const { opcode, payload } = frame;
    if (opcode === OPCODES.close) fail(payload.length > 1 ? payload.readUInt16BE(0) : 1000);
    else if (opcode === OPCODES.ping) socket.write(encodeFrame(OPCODES.pong, payload));
    else if (opcode !== OPCODES.pong) onMessagePart(frame);
  };

  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    let all = Buffer.concat(chunks.splice(0));
    try {
      for (let read = readFrame(all); read && !state.closed; read = readFrame(all)) {
        all = all.subarray(read.size);
        onFrame(read.frame);
      }
      chunks.push(all);
    } catch (error) {
      if (!state.closed) fail((error as ProtocolError).code ?? 1011);
    }
  });
  socket.on("end", () => void (state.closed || fail(1000)));
  socket.on("error", () => socket.destroy());
}
