/**
 * Fingerprints of code by winnowing: S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: Local Algorithms for Document
 * Fingerprinting", SIGMOD 2003. The smallest hash of every window of consecutive k-grams is kept, so two texts that share
 * a long enough passage always share a fingerprint, wherever the passage is in either of them.
 */
import type { Code } from "./code.ts";

/** A passage shorter than this many tokens is never found: with all names equal, any two for loops share 15 tokens. */
export const NOISE_TOKENS = 18;
/** A passage of this many tokens (about four lines) is always found, unless the lesson provides part of it. */
export const CERTAIN_TOKENS = 30;
/** Schleimer et al., section 3: t = w + k - 1. */
const WINDOW = CERTAIN_TOKENS - NOISE_TOKENS + 1;

/** Two polynomial rolling hashes (Rabin and Karp), combined into the 53 bits that a number holds exactly. */
const FIRST_BASE = 0x01000193;
const SECOND_BASE = 0x5bd1e995;
const SECOND_BITS = 21;

/** Hash of a k-gram -> the index of its first token, at its first occurrence. */
export type Fingerprints = ReadonlyMap<number, number>;

/** The fingerprints of a submission, without those in `known`, the hashes of code that every learner was given. */
export function winnow(code: Code, known: ReadonlySet<number>): Fingerprints {
  const chosen = new Map<number, number>();
  for (const { hashes, start } of gramsOf(code)) {
    // A file shorter than a window is one window.
    const windows = Math.max(1, hashes.length - WINDOW + 1);
    for (let from = 0; from < windows && hashes.length > 0; from++) {
      let least = -1;
      for (let at = from; at < Math.min(from + WINDOW, hashes.length); at++) {
        const hash = hashes[at] as number;
        // The rightmost of equals: the windows that follow then choose it again (section 3.3).
        if (!known.has(hash) && (least === -1 || hash <= (hashes[least] as number))) least = at;
      }
      if (least === -1) continue;
      const hash = hashes[least] as number;
      if (!chosen.has(hash)) chosen.set(hash, start + least);
    }
  }
  return chosen;
}

/** The hashes of all k-grams, not only of those that winnowing chooses. */
export function allGrams(code: Code): Set<number> {
  return new Set([...gramsOf(code)].flatMap(({ hashes }) => [...hashes]));
}

/** The hashes of each file's k-grams. No k-gram crosses from one file into the next. */
function* gramsOf({ tokens, starts }: Code): Generator<{ readonly hashes: Float64Array; readonly start: number }> {
  for (const [index, start] of starts.slice(0, -1).entries()) {
    const length = (starts[index + 1] ?? start) - start;
    yield { hashes: hashesOf(tokens.subarray(start, start + length)), start };
  }
}

function hashesOf(tokens: Int32Array): Float64Array {
  const hashes = new Float64Array(Math.max(0, tokens.length - NOISE_TOKENS + 1));
  const [firstOut, secondOut] = [power(FIRST_BASE), power(SECOND_BASE)];
  let first = 0;
  let second = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as number;
    const gone = at >= NOISE_TOKENS ? (tokens[at - NOISE_TOKENS] as number) : 0;
    first = (Math.imul(first, FIRST_BASE) + token - Math.imul(gone, firstOut)) | 0;
    second = (Math.imul(second, SECOND_BASE) + token - Math.imul(gone, secondOut)) | 0;
    if (at >= NOISE_TOKENS - 1)
      hashes[at - NOISE_TOKENS + 1] = mixed(first) * 2 ** SECOND_BITS + (mixed(second) >>> (32 - SECOND_BITS));
  }
  return hashes;
}

/** The factor by which the token that leaves a k-gram has been multiplied. */
function power(base: number): number {
  let result = 1;
  for (let count = 0; count < NOISE_TOKENS; count++) result = Math.imul(result, base);
  return result;
}

/** Spreads a hash over all 32 bits (the finalizer of MurmurHash3): which hash is the smallest must be random. */
function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
