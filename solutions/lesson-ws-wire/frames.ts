/**
 * Reads frames of clients (RFC 6455 section 5.2), and says which of them no client may send.
 */

import { type Frame, MAX_MESSAGE_BYTES, OPCODES, ProtocolError } from "./wire.js";

/**
 * The frame at the beginning of the bytes, and how many of them it takes; null while it is not there as a whole.
 * @throws ProtocolError when it is larger than any message may be
 */
export function readFrame(bytes: Buffer): { readonly frame: Frame; readonly size: number } | null {
  //#region Exercise 2: read the two first bytes, the length in one of three forms, the key and the payload
  //= return null;
  if (bytes.length < 2) return null;
  const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
  let [start, length] = [2, second & 0x7f];
  if (length === 126) {
    if (bytes.length < 4) return null;
    [start, length] = [4, bytes.readUInt16BE(2)];
  } else if (length === 127) {
    if (bytes.length < 10) return null;
    [start, length] = [10, Number(bytes.readBigUInt64BE(2))];
  }
  // Before the payload has come, so that nothing is kept that will be refused.
  if (length > MAX_MESSAGE_BYTES) throw new ProtocolError(1009, "The message is too large");
  const isMasked = (second & 0x80) !== 0;
  const size = start + (isMasked ? 4 : 0) + length;
  if (bytes.length < size) return null;
  const payload = bytes.subarray(size - length, size);
  const frame = {
    isFinal: (first & 0x80) !== 0,
    reserved: (first >> 4) & 0x07,
    opcode: first & 0x0f,
    isMasked,
    payload: isMasked ? unmask(payload, bytes.subarray(start, start + 4)) : payload,
  };
  return { frame, size };
  //#endregion
}

/** The payload without its mask: each byte is XORed with the next of the key's four, over and over (section 5.3). */
function unmask(payload: Buffer, key: Buffer): Buffer {
  //#region Exercise 2: return the payload without its mask
  //= return payload;
  return Buffer.from(payload.map((byte, index) => byte ^ (key[index % 4] ?? 0)));
  //#endregion
}

/**
 * Does nothing for a frame that a client may send.
 * @throws ProtocolError for any other
 */
export function checkFrame({ isFinal, reserved, opcode, isMasked, payload }: Frame): void {
  const isControl = opcode >= OPCODES.close;
  //#region Exercise 3: throw a ProtocolError with 1002 for whatever breaks a rule of the README's table
  if (!isMasked) throw new ProtocolError(1002, "Clients mask every frame");
  if (reserved !== 0) throw new ProtocolError(1002, "The reserved bits belong to extensions");
  if (!Object.values<number>(OPCODES).includes(opcode)) throw new ProtocolError(1002, `Nothing has opcode ${opcode}`);
  if (isControl && (!isFinal || payload.length > 125))
    throw new ProtocolError(1002, "Control frames are short and whole");
  //#endregion
}
