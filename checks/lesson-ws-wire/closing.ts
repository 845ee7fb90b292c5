/** Close frames. */
import { OPCODE_CLOSE, type OutgoingFrame } from "#kit";

/** What a close frame says (RFC 6455 section 5.5.1). */
export function closing(code: number, reason = ""): OutgoingFrame {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return { opcode: OPCODE_CLOSE, payload: Buffer.concat([payload, Buffer.from(reason)]) };
}
