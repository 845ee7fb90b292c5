/**
 * A conversation over one connection: every message goes back as it came, and control frames get what they ask for.
 */

import { isUtf8 } from "node:buffer";
import type { Duplex } from "node:stream";
import { checkFrame, readFrame } from "./frames.js";
import {
  closeCodeOf,
  closeConnection,
  encodeFrame,
  type Frame,
  MAX_MESSAGE_BYTES,
  OPCODES,
  ProtocolError,
} from "./wire.js";

/** Talks to the client at the other end of a socket until one of the two ends it. */
export function talk(socket: Duplex): void {
  /** What has come and is no whole frame yet. */
  let received: Buffer = Buffer.alloc(0);
  /** The frames so far of a message that has begun and not ended, their bytes, and what it is. */
  let fragments: Buffer[] = [];
  let size = 0;
  let opcode: number | undefined;
  /** After a close frame, in either direction, nothing counts any more (section 5.5.1). */
  let isClosing = false;

  socket.on("data", (chunk: Buffer) => {
    if (isClosing) return;
    try {
      received = Buffer.concat([received, chunk]);
      takeFrames();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      close(error.code);
    }
  });

  /** Takes out of `received` what is there as a whole frame, and leaves the rest. */
  function takeFrames(): void {
    //#region Exercise 2: call takeFrame with every frame that is whole, and keep the bytes after the last one
    for (let read = readFrame(received); read !== null; read = readFrame(received)) {
      received = received.subarray(read.size);
      takeFrame(read.frame);
    }
    //#endregion
  }

  function takeFrame(frame: Frame): void {
    if (isClosing) return;
    checkFrame(frame);
    switch (frame.opcode) {
      case OPCODES.text:
      case OPCODES.binary:
      case OPCODES.continuation:
        return takeFragment(frame);
      //#region Exercise 3: answer a ping with a pong of the same payload, and a close frame by closing with its code
      case OPCODES.ping:
        socket.write(encodeFrame(OPCODES.pong, frame.payload));
        break;
      case OPCODES.close:
        close(closeCodeOf(frame.payload));
        break;
      //#endregion
    }
  }

  /** A message, or a part of one: the first frame of a message says what it is, the others are continuations. */
  function takeFragment(frame: Frame): void {
    //#region Exercise 2: gather the payloads, and once the last has come send all of them back, as text or binary as they came
    const isFirst = frame.opcode !== OPCODES.continuation;
    if (isFirst !== (opcode === undefined)) throw new ProtocolError(1002, "Messages do not mix");
    opcode ??= frame.opcode;
    // Fragments that are small enough each can be too large together.
    size = (isFirst ? 0 : size) + frame.payload.length;
    if (size > MAX_MESSAGE_BYTES) throw new ProtocolError(1009, "The message is too large");
    fragments.push(frame.payload);
    if (!frame.isFinal) return;
    const message = Buffer.concat(fragments);
    if (opcode === OPCODES.text && !isUtf8(message)) throw new ProtocolError(1007, "Text is UTF-8");
    socket.write(encodeFrame(opcode, message));
    [fragments, opcode] = [[], undefined];
    //#endregion
  }

  function close(code?: number): void {
    if (isClosing) return;
    isClosing = true;
    closeConnection(socket, code);
  }

  //#region Exercise 3: end the connection when the client has ended its half, and survive one that breaks off
  socket.on("end", () => socket.end());
  socket.on("error", () => socket.destroy());
  //#endregion
}
