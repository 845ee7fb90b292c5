/**
 * Reads frames of clients (RFC 6455 section 5.2), and says which of them no client may send.
 */

import { type Frame, MAX_MESSAGE_BYTES, OPCODES, ProtocolError } from "./wire.js";

/**
 * The frame at the beginning of the bytes, and how many of them it takes; null while it is not there as a whole.
 * @throws ProtocolError when it is larger than any message may be
 */
export function readFrame(bytes: Buffer): { readonly frame: Frame; readonly size: number } | null {
  // TODO(exercise 2): read the two first bytes, the length in one of three forms, the key and the payload
  return null;
}

/** The payload without its mask: each byte is XORed with the next of the key's four, over and over (section 5.3). */
function unmask(payload: Buffer, key: Buffer): Buffer {
  // TODO(exercise 2): return the payload without its mask
  return payload;
}

/**
 * Does nothing for a frame that a client may send.
 * @throws ProtocolError for any other
 */
export function checkFrame({ isFinal, reserved, opcode, isMasked, payload }: Frame): void {
  const isControl = opcode >= OPCODES.close;
  // TODO(exercise 3): throw a ProtocolError with 1002 for whatever breaks a rule of the README's table
}
