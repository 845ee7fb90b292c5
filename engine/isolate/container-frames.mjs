/**
 * The protocol between the grader and the first process of a container, over the container's standard input and output,
 * the only channel that every engine offers. A frame has a kind, a number and some bytes. Plain JavaScript, because the
 * container runs this file without a build.
 */

/** Kinds of frames. The number is that of a connection, or 0. */
export const FRAME = {
  /** To the container: JSON of the command and the environment. */
  start: 1,
  /** Both ways: bytes of the control channel between the grader and the server's child.mjs. */
  line: 2,
  stdout: 3,
  stderr: 4,
  /** To the grader: JSON `{ code, signal }`; the last frame. */
  exit: 5,
  /** To the container: connect to the port given in the bytes. */
  open: 6,
  /** Both ways: bytes of a connection, its half-close, and its close. */
  data: 7,
  end: 8,
  gone: 9,
};

const HEADER_BYTES = 9;
/** Neither end sends longer frames, so a longer one is garbage. */
const MAX_FRAME_BYTES = 128 * 1024 * 1024;

/** Encodes a frame. */
export function frame(kind, number, bytes = Buffer.alloc(0)) {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(number, 1);
  header.writeUInt32BE(bytes.length, 5);
  return Buffer.concat([header, bytes]);
}

/**
 * Returns a function that takes chunks of a stream and calls `onFrame(kind, number, bytes)` for every complete frame.
 * It throws when a frame is too long.
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
