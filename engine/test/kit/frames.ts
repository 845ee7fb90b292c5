/** WebSocket frames by hand (RFC 6455 section 5.2), so that the clients meet what no library would send. */

export const TEXT = 0x1;
export const BINARY = 0x2;
export const CONTINUATION = 0x0;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

export interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
}

export interface FrameOptions {
  /** Whether this is the last frame of its message. */
  readonly final?: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
  readonly reserved?: number;
  /** The length the header claims, when it is not the payload's. */
  readonly claimed?: number;
  /** Servers do not mask; this one does so anyway. */
  readonly masked?: boolean;
}

/** One frame as a server sends it. */
export function frame(
  opcode: number,
  payload: Buffer | string = "",
  { final = true, reserved = 0, claimed, masked = false }: FrameOptions = {},
): Buffer {
  const body = Buffer.from(payload);
  const length = claimed ?? body.length;
  const extended = length < 126 ? Buffer.alloc(0) : length < 65_536 ? Buffer.alloc(2) : Buffer.alloc(8);
  if (extended.length === 2) extended.writeUInt16BE(length);
  if (extended.length === 8) extended.writeBigUInt64BE(BigInt(length));
  const short = extended.length === 0 ? length : extended.length === 2 ? 126 : 127;
  const head = Buffer.from([(final ? 0x80 : 0) | (reserved << 4) | opcode, (masked ? 0x80 : 0) | short]);
  return Buffer.concat([head, extended, masked ? Buffer.alloc(4) : Buffer.alloc(0), body]);
}

/** A close frame with a status code and a reason. */
export function closing(code: number, reason: string = ""): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return frame(CLOSE, payload);
}

/** The whole frames of a client at the start of `bytes`, unmasked, and the remaining bytes. */
export function readFrames(bytes: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let rest = bytes;
  for (;;) {
    const found = readFrame(rest);
    if (found === undefined) return { frames, rest };
    frames.push(found.frame);
    rest = rest.subarray(found.size);
  }
}

function readFrame(bytes: Buffer): { frame: Frame; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const extended = short < 126 ? 0 : short === 126 ? 2 : 8;
  const start = 2 + extended + 4;
  if (bytes.length < start) return undefined;
  const length = extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length)).map(
    (byte, index) => byte ^ (mask[index % 4] ?? 0),
  );
  const first = bytes[0] ?? 0;
  return {
    frame: { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload: Buffer.from(payload) },
    size: start + length,
  };
}
