import { newSeed } from "../kit/random.ts";

/** Draws which cases a run of the tests takes; it is printed with the cases, and `TEST_SEED` repeats it. */
export const DRAWN_BY = Number(process.env["TEST_SEED"] ?? newSeed());

/**
 * One case in `oneIn`, from a place that is drawn, so that all are taken in the course of some runs: each costs seconds, and
 * together they take longer than the tests may. With `TEST_ALL=1`, all of them.
 */
export function drawn<T>(cases: readonly T[], oneIn: number): T[] {
  return cases.filter((_, index) => process.env["TEST_ALL"] === "1" || (index + DRAWN_BY) % oneIn === 0);
}
