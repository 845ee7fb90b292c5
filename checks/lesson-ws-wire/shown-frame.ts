/** Frames in the words of a report. */
import type { OutgoingFrame } from "#kit";

/** Bytes, or characters, of a payload that a sentence shows. */
const SHOWN_BYTES = 40;

const NAMES: Readonly<Record<number, string>> = {
  0: "continuation",
  1: "text",
  2: "binary",
  8: "close",
  9: "ping",
  10: "pong",
};

/** For example `a text frame "hello" (5 bytes, not the last of its message)`. */
export function shownFrame({ opcode, payload = "", final = true, reserved = 0, mask }: OutgoingFrame): string {
  const bytes = Buffer.from(payload);
  const name = nameOf({ opcode });
  const details = [
    count(bytes.length),
    ...(final ? [] : ["not the last of its message"]),
    ...(reserved === 0 ? [] : [`reserved bits ${reserved.toString(2).padStart(3, "0")}`]),
    ...(mask === null ? ["without a mask"] : []),
  ];
  return `${name} ${shownPayload(opcode, bytes)}(${details.join(", ")})`;
}

/** For example `a text frame`. */
export function nameOf({ opcode }: Pick<OutgoingFrame, "opcode">): string {
  return NAMES[opcode] === undefined ? `a frame with opcode ${opcode}` : `a ${NAMES[opcode]} frame`;
}

/** For example `64 bytes: 48 65 6c …`. */
export function shownBytes(bytes: Buffer): string {
  return `${count(bytes.length)}: ${hex(bytes)}`;
}

function shownPayload(opcode: number, bytes: Buffer): string {
  if (bytes.length === 0) return "";
  if (opcode === 8 && bytes.length >= 2) {
    const reason = bytes.length > 2 ? ` ${JSON.stringify(bytes.toString("utf8", 2))}` : "";
    return `${bytes.readUInt16BE(0)}${reason} `;
  }
  const text = bytes.toString("utf8");
  const isText = opcode !== 2 && Buffer.from(text).equals(bytes);
  if (!isText) return `${hex(bytes)} `;
  const shown = text.length > SHOWN_BYTES ? `${text.slice(0, SHOWN_BYTES)}…` : text;
  // The mark has no width: a reader would not see it.
  return `${JSON.stringify(shown).replaceAll("\ufeff", "\\ufeff")} `;
}

function hex(bytes: Buffer): string {
  const shown = bytes
    .subarray(0, SHOWN_BYTES)
    .toString("hex")
    .replaceAll(/..(?=.)/g, "$& ");
  return bytes.length > SHOWN_BYTES ? `${shown} …` : shown;
}

function count(bytes: number): string {
  return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
}
