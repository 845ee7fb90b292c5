import type { Duplex } from "node:stream";
import { FrameParser, isAllowed } from "./frames.js";
import { closeConnection, encodeFrame, type Frame } from "./wire.js";

class EchoConnection {
  readonly #socket: Duplex;
  #parts: Buffer[] = [];
  #kind = 0;
  #over = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
    const parser = new FrameParser((frame) => this.#take(frame));
    socket.on("data", (chunk: Buffer) => {
      if (!this.#over) parser.push(chunk);
    });
    socket.on("end", () => socket.destroy());
    socket.on("error", () => {});
  }

  #take(frame: Frame): void {
    if (this.#over) return;
    if (!isAllowed(frame)) return this.#close(1002);
    if (frame.opcode === 8) return this.#close(1000);
    if (frame.opcode === 9) return void this.#socket.write(encodeFrame(10, frame.payload));
    if (frame.opcode === 10) return;
    if (frame.opcode !== 0) this.#kind = frame.opcode;
    this.#parts.push(frame.payload);
    if (!frame.isFinal) return;
    this.#socket.write(encodeFrame(this.#kind, Buffer.concat(this.#parts)));
    this.#parts = [];
  }

  #close(code: number): void {
    this.#over = true;
    closeConnection(this.#socket, code);
  }
}

export const talk = (socket: Duplex): EchoConnection => new EchoConnection(socket);
