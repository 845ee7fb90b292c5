/**
 * How the grader and the first process of a container talk over its standard input and output, which is all that every
 * container engine lets through: frames of a kind, a number and some bytes. Plain JavaScript, because one end runs as it
 * lies here.
 */

/** Kinds of frames. Number 0 stands where a frame belongs to no connection. */
export const FRAME = {
  /** To the container: JSON of what to start. */
  start: 1,
  /** Both ways: bytes of the line between the grader and the server's child.mjs. */
  line: 2,
  stdout: 3,
  stderr: 4,
  /** To the grader: JSON `{ code, signal }`; the last one. */
  exit: 5,
  /** To the container: connect to the port that the bytes name. */
  open: 6,
  /** Both ways: bytes of a connection, its end, and that it is gone. */
  data: 7,
  end: 8,
  gone: 9,
};

const HEADER_BYTES = 9;
/** Longer ones come from nobody. */
const MAX_FRAME_BYTES = 128 * 1024 * 1024;

/** One frame as bytes. */
export function frame(kind, number, bytes = Buffer.alloc(0)) {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(number, 1);
  header.writeUInt32BE(bytes.length, 5);
  return Buffer.concat([header, bytes]);
}

/**
 * Takes chunks of a stream and calls `onFrame(kind, number, bytes)` for every whole frame.
 * The returned function throws when a frame is longer than any that is ever sent.
 */
export function frameReader(onFrame) {
  let chunks = [];
  let held = 0;
  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    for (;;) {
      if (held < HEADER_BYTES) return;
      if (chunks[0].length < HEADER_BYTES) chunks = [Buffer.concat(chunks)];
      const length = chunks[0].readUInt32BE(5);
      if (length > MAX_FRAME_BYTES) throw new Error("a frame is too long");
      const whole = HEADER_BYTES + length;
      if (held < whole) return;
      const all = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      onFrame(all.readUInt8(0), all.readUInt32BE(1), all.subarray(HEADER_BYTES, whole));
      const rest = all.subarray(whole);
      chunks = rest.length === 0 ? [] : [rest];
      held = rest.length;
    }
  };
}
