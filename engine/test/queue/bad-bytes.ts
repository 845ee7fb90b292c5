/** Invalid values for a queue. */
import { gzipSync } from "node:zlib";

/** A value in the queue's encoding, without its MAC. */
export function packed(value: unknown): Buffer {
  return gzipSync(JSON.stringify(value));
}

/** The bytes with one bit changed. */
export function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** 80 MB of zeros: more than any result or submission may be. */
export function bomb(): Buffer {
  return gzipSync(Buffer.alloc(80 * 1024 * 1024));
}
