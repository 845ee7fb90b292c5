import type { Reason } from "../verdict.ts";
import type { Submission } from "./intake/submission.ts";
import { seedFor } from "./seeds.ts";
import { keyOf, type Yardstick } from "./yardstick.ts";

/**
 * One grading to be done, wherever it is done: a plain value that can be sent to another machine. Whoever finishes it
 * writes the same result under the same key, so doing it twice is harmless.
 */
export interface Unit {
  /** Names the result. */
  readonly key: string;
  /** Everybody who handed in just this; the first one's folder is graded. */
  readonly names: readonly string[];
  /** Absolute path. */
  readonly folder: string;
  /** The submission's. */
  readonly hash: string;
  readonly seed: number;
  readonly yardstick: Yardstick;
  /** Why nothing of it may be run. */
  readonly refusal?: Reason;
}

/** The units of a class, in the order in which each was handed in first. Alike submissions are one unit. */
export function unitsOf(submissions: readonly Submission[], yardstick: Yardstick, secret: string): Unit[] {
  const units = new Map<string, Unit>();
  for (const { name, folder, hash, refusal } of submissions) {
    const seed = seedFor(secret, yardstick.lesson, hash);
    const key = keyOf(yardstick, hash, seed);
    const known = units.get(key);
    if (known !== undefined) units.set(key, { ...known, names: [...known.names, name] });
    else units.set(key, { key, names: [name], folder, hash, seed, yardstick, ...(refusal ? { refusal } : {}) });
  }
  return [...units.values()];
}
