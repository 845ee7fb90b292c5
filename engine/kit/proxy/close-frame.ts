import { OPCODE_CLOSE, readFrames } from "../transports/websocket/frames.ts";

/** Larger messages are not looked through. */
const LOOKED_THROUGH_BYTES = 1024 * 1024;

/** Looks for the close frame among what a server sends over a WebSocket connection (RFC 6455, section 5.5.1). */
export class CloseFrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #isOver = false;

  /**
   * Takes the next bytes.
   * @returns the code and the reason, once the frame is complete; 1005 stands for a frame without a code (section 7.1.5)
   */
  push(bytes: Buffer): { readonly code: number; readonly reason: string } | undefined {
    if (this.#isOver) return undefined;
    const { frames, rest } = readFrames(Buffer.concat([this.#rest, bytes]));
    this.#rest = rest;
    const payload = frames.find(({ opcode }) => opcode === OPCODE_CLOSE)?.payload;
    this.#isOver = payload !== undefined || rest.length > LOOKED_THROUGH_BYTES;
    if (payload === undefined) return undefined;
    return payload.length < 2
      ? { code: 1005, reason: "" }
      : { code: payload.readUInt16BE(0), reason: payload.toString("utf8", 2) };
  }
}
