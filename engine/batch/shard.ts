import { createHash } from "node:crypto";

/** One of several parts of a class that are graded separately. */
export interface Shard {
  /** 1-based. */
  readonly number: number;
  readonly of: number;
}

/**
 * Whether a submission belongs to the shard. Depends only on its name, so that all machines agree.
 */
export function inShard(name: string, { number, of }: Shard): boolean {
  return createHash("sha256").update(name.normalize("NFC")).digest().readUInt32BE(0) % of === number - 1;
}

/** Parses a shard such as `2/8`; undefined when the text is not one. */
export function shardIn(text: string): Shard | undefined {
  const [, number, of] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (number === undefined || of === undefined || number < 1 || number > of) return undefined;
  return { number, of };
}
