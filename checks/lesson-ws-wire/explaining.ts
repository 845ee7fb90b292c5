/** Why a message came back otherwise than it was sent, as far as what came in its place shows it. */
import { OPCODE_CLOSE, type Explanation, type OutgoingFrame } from "#kit";
import { failures } from "./failures.ts";
import type { Message } from "./raw-client.ts";
import { nameOf } from "./shown-frame.ts";

/** What was sent, and what had been sent before it on the same connection. */
export interface Sent {
  /** The bytes of its frame, when it was sent in one. */
  readonly frame?: Buffer;
  /** The frames in which it was sent, when they were several. */
  readonly fragments?: readonly OutgoingFrame[];
  readonly before?: Message | undefined;
}

/** The cause; empty when what came shows no more than that it is another message. */
export function whyDifferent(wanted: Message, got: Message, sent: Sent): Explanation {
  if (got.opcode === OPCODE_CLOSE)
    return {
      code: "connection-closed",
      why: `the server closes the connection${reasonIn(got.payload)}: your code takes what came for something that breaks a rule`,
    };
  if (got.payload.equals(wanted.payload))
    return {
      code: failures["kind-changed"],
      why: `the bytes are right and the kind is not: what was sent as ${nameOf(wanted)} came back as ${nameOf(got)}`,
    };
  if (sent.before !== undefined && got.payload.equals(Buffer.concat([sent.before.payload, wanted.payload])))
    return {
      code: failures["fragments-kept"],
      why: "the message that ended before this one stands in front of it: what was gathered for that one is still there",
    };
  return (
    inFragments(wanted, got, sent.fragments ?? []) ??
    inText(wanted, got) ??
    inFrame(wanted, got, sent.frame) ?? {
      why: `what came back is not what was sent: ${differenceOf(wanted, got)}`,
    }
  );
}

/** In what two frames differ, as a sentence part. */
export function differenceOf(wanted: Message, got: Message): string {
  if (got.opcode !== wanted.opcode) return `it should be ${nameOf(wanted)} and is ${nameOf(got)}`;
  const [size, length] = [wanted.payload.length, got.payload.length];
  const first = wanted.payload.findIndex((byte, index) => byte !== got.payload[index]);
  if (first === -1) return `all ${size} bytes are there, and ${length - size} more behind them`;
  const beginning = first === 0 ? "they differ from the first byte on" : `the first ${first} are right`;
  if (first === length) return `its first ${length} bytes came, and the other ${size - length} are missing`;
  return `${size} bytes were sent and ${length} came, and ${beginning}`;
}

function reasonIn(payload: Buffer): string {
  if (payload.length < 2) return "";
  const code = payload.readUInt16BE(0);
  return ` with ${code}${code === 1007 ? ", which stands for text that is not UTF-8" : ""}`;
}

function inFragments(wanted: Message, got: Message, fragments: readonly OutgoingFrame[]): Explanation | undefined {
  const parts = fragments.map(({ payload = "" }) => Buffer.from(payload)).filter((part) => part.length > 0);
  if (parts.length < 2) return undefined;
  if (got.payload.equals(parts[0] as Buffer)) return { why: "only the payload of the first frame came back" };
  if (got.payload.equals(parts.at(-1) as Buffer)) return { why: "only the payload of the last frame came back" };
  if (got.payload.equals(Buffer.concat(parts.toReversed())))
    return { why: "the payloads were joined from the last to the first" };
  const eachAsText = parts.map((part) => part.toString()).join("");
  if (eachAsText === wanted.payload.toString() || got.payload.toString() !== eachAsText) return undefined;
  return {
    code: failures["bytes-made-text"],
    why: "a character that is cut between two frames came back as U+FFFD: each payload was made a text before they were joined",
  };
}

/** What was taken for the payload, and for the key, of a frame that was sent alone. */
function inFrame(wanted: Message, got: Message, frame: Buffer | undefined): Explanation | undefined {
  const size = wanted.payload.length;
  if (frame === undefined || size === 0) return undefined;
  if (got.payload.length !== size) {
    const short = size < 65_536 ? 126 : 127;
    if (size < 126 || got.payload.length !== short) return undefined;
    return {
      code: failures["length-misread"],
      why: `the ${short} in the frame's second byte was taken for its length; it says that the next ${short === 126 ? 2 : 8} bytes hold it`,
    };
  }
  const [key, masked] = [frame.subarray(-size - 4, -size), frame.subarray(-size)];
  const code = failures["unmasked-otherwise"];
  if (got.payload.equals(masked))
    return { code, why: "the payload came back as it stood in the frame: it was not unmasked" };
  if (got.payload.equals(xored(masked, () => key[0] ?? 0)))
    return { code, why: "every byte was XORed with the first byte of the key, and not with its four bytes in turn" };
  if (got.payload.equals(xored(masked, (index) => key[index] ?? 0)))
    return { code, why: "only the first four bytes were XORed with the key, which begins anew after its fourth byte" };
  if (size > 4 && got.payload.subarray(4).equals(wanted.payload.subarray(0, -4)))
    return { code, why: "the payload was read from four bytes too early, where the key stands" };
  return { code, why: "the bytes were XORed with others than those of the key, or are not those of the payload" };
}

function xored(bytes: Buffer, keyAt: (index: number) => number): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ keyAt(index)));
}

/** What texts do to bytes. */
function inText(wanted: Message, got: Message): Explanation | undefined {
  const [text, came] = [wanted.payload.toString(), got.payload.toString()];
  const code = failures["bytes-made-text"];
  if (!Buffer.from(text).equals(wanted.payload) && came === text)
    return { code, why: "the bytes were made a text and bytes again, which changes those that are not UTF-8" };
  if (text.startsWith("\ufeff") && came === text.slice(1))
    return { code, why: "the byte order mark at the beginning is lost, which a TextDecoder removes" };
  return came === text.trim() ? { code, why: "white space at the beginning or the end is lost" } : undefined;
}
