/** One conversation of a client by hand with an echo server, and what must come back. */
import { createHash } from "node:crypto";
import {
  OPCODE_BINARY,
  OPCODE_CLOSE,
  OPCODE_CONTINUATION,
  OPCODE_PING,
  OPCODE_PONG,
  OPCODE_TEXT,
  type OutgoingFrame,
} from "../../kit/transports/websocket/frames.ts";

/** Numbered as the cases of the Autobahn test suite that ask the same. */
export interface Case {
  readonly id: string;
  readonly frames: readonly OutgoingFrame[];
  /** How many bytes go into one write. @default all of a frame */
  readonly chop?: number;
  /** What comes back before the close frame. */
  readonly answers: readonly OutgoingFrame[];
  /** The code of the close frame; undefined when it is empty. */
  readonly code: number | undefined;
}

type Content = Buffer | string;

const frameOf =
  (opcode: number) =>
  (payload: Content = "", more: Omit<OutgoingFrame, "opcode" | "payload"> = {}): OutgoingFrame => ({
    opcode,
    payload,
    ...more,
  });

export const text = frameOf(OPCODE_TEXT);
export const binary = frameOf(OPCODE_BINARY);
export const continuation = frameOf(OPCODE_CONTINUATION);
export const ping = frameOf(OPCODE_PING);
export const pong = frameOf(OPCODE_PONG);
/** Not the last frame of its message. */
export const MORE = { final: false } as const;

export function close(code: number, reason: Content = ""): OutgoingFrame {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(code);
  return { opcode: OPCODE_CLOSE, payload: Buffer.concat([bytes, Buffer.from(reason)]) };
}

/** A case in which nothing is wrong: the client closes with 1000 in the end. */
export function right(
  id: string,
  frames: readonly OutgoingFrame[],
  answers: readonly OutgoingFrame[],
  chop?: number,
): Case {
  return { id, frames: [...frames, close(1000)], answers, code: 1000, ...(chop === undefined ? {} : { chop }) };
}

/** A case in which a frame breaks a rule: the server closes with `code`. */
export function wrong(
  id: string,
  code: number,
  frames: readonly OutgoingFrame[],
  answers: readonly OutgoingFrame[] = [],
  chop?: number,
): Case {
  return { id, frames, answers, code, ...(chop === undefined ? {} : { chop }) };
}

/** A message, in one frame for each of these parts. */
export function inFragments(first: typeof text, ...parts: readonly Content[]): OutgoingFrame[] {
  return parts.map((part, index) => (index === 0 ? first : continuation)(part, { final: index === parts.length - 1 }));
}

/** The payload in fragments of so many bytes. */
export function inPieces(payload: Content, size: number): Buffer[] {
  const bytes = Buffer.from(payload);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

/**
 * A frame for comparison: its kind, its length and its bytes, or their hash when there are many. Of a close frame only the
 * code counts: a server may repeat the reason or not (RFC 6455 section 5.5.1).
 */
export function shown({ opcode, payload = "" }: OutgoingFrame): string {
  const bytes = Buffer.from(payload).subarray(0, opcode === OPCODE_CLOSE ? 2 : undefined);
  const content = bytes.length > 200 ? createHash("sha1").update(bytes).digest("hex") : bytes.toString("latin1");
  return `opcode ${opcode}, ${bytes.length} bytes: ${content}`;
}
