import { createHash } from "node:crypto";

/** One of several parts of a class that are graded apart. */
export interface Shard {
  /** 1-based. */
  readonly number: number;
  readonly of: number;
}

/**
 * Whether a submission belongs to the shard. Its name alone decides: the same everywhere, whatever else is handed in.
 */
export function inShard(name: string, { number, of }: Shard): boolean {
  return createHash("sha256").update(name.normalize("NFC")).digest().readUInt32BE(0) % of === number - 1;
}

/** For example `2/8`; undefined when the text is no shard. */
export function shardIn(text: string): Shard | undefined {
  const [, number, of] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (number === undefined || of === undefined || number < 1 || number > of) return undefined;
  return { number, of };
}
