/** Encodes and decodes WebSocket frames (RFC 6455 section 5.2), for frames that no library would send. */
import { randomBytes } from "node:crypto";

export const OPCODE_CONTINUATION = 0x0;
export const OPCODE_TEXT = 0x1;
export const OPCODE_BINARY = 0x2;
export const OPCODE_CLOSE = 0x8;
export const OPCODE_PING = 0x9;
export const OPCODE_PONG = 0xa;

/** A frame sent by a client. */
export interface OutgoingFrame {
  readonly opcode: number;
  /** @default none */
  readonly payload?: Buffer | string;
  /** Whether this is the last frame of its message. @default true */
  readonly final?: boolean;
  /** The three reserved bits, as a number from 0 to 7. @default 0 */
  readonly reserved?: number;
  /** The masking key, 4 bytes; `null` for an unmasked frame, which clients must not send. @default random */
  readonly mask?: Buffer | null;
}

/** A frame that was read. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly final: boolean;
  readonly reserved: number;
  readonly masked: boolean;
  /** The whole frame, in bytes. */
  readonly size: number;
}

/** The bytes of a frame, with the shortest length that fits. */
export function encodeFrame({ opcode, payload = "", final = true, reserved = 0, mask }: OutgoingFrame): Buffer {
  const body = Buffer.from(payload);
  const key = mask === undefined ? randomBytes(4) : mask;
  const extended = body.length < 126 ? Buffer.alloc(0) : body.length < 65_536 ? Buffer.alloc(2) : Buffer.alloc(8);
  if (extended.length === 2) extended.writeUInt16BE(body.length);
  if (extended.length === 8) extended.writeBigUInt64BE(BigInt(body.length));
  const short = extended.length === 0 ? body.length : extended.length === 2 ? 126 : 127;
  const head = Buffer.from([(final ? 0x80 : 0) | (reserved << 4) | opcode, (key === null ? 0 : 0x80) | short]);
  return Buffer.concat([head, extended, ...(key === null ? [body] : [key, masked(body, key)])]);
}

/** The complete frames at the start of `bytes`, unmasked, and the remaining bytes. */
export function readFrames(bytes: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let rest = bytes;
  for (let frame = frameAt(rest); frame !== undefined; frame = frameAt(rest)) {
    frames.push(frame);
    rest = rest.subarray(frame.size);
  }
  return { frames, rest };
}

function frameAt(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const extendedBytes = short < 126 ? 0 : short === 126 ? 2 : 8;
  const isMasked = (second & 0x80) !== 0;
  const start = 2 + extendedBytes + (isMasked ? 4 : 0);
  if (bytes.length < start) return undefined;
  const length =
    extendedBytes === 0 ? short : extendedBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + length) return undefined;
  const body = bytes.subarray(start, start + length);
  return {
    opcode: first & 0x0f,
    payload: isMasked ? masked(body, bytes.subarray(start - 4, start)) : Buffer.from(body),
    final: (first & 0x80) !== 0,
    reserved: (first >> 4) & 0x07,
    masked: isMasked,
    size: start + length,
  };
}

/** Masking and unmasking are the same (RFC 6455 section 5.3). */
function masked(bytes: Buffer, key: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ (key[index % 4] ?? 0)));
}
