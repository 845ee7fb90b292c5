import { CheckFailure, type Observation } from "./failure.ts";
import type { FailureName } from "../failures/registry.ts";

/** What a check has found out about a failure: the parts of the observation that it puts in place of the first ones. */
export type Explanation = Partial<Omit<Observation, "failedAt">>;

/**
 * Waits for an expectation. Where it fails, asks further questions, which tell one cause from another, and rejects with the
 * failure as they explain it. They change no verdict: where they fail too, or find nothing, the failure stays as it was.
 * @param ask asks them; resolves with undefined where it finds nothing
 * @param codes the failures that are explained; none given: all
 * @throws CheckFailure when the expectation fails; any other error of either as it is
 */
export async function explained<T>(
  expectation: () => T | Promise<T>,
  ask: (observed: Observation) => Explanation | undefined | Promise<Explanation | undefined>,
  ...codes: readonly FailureName[]
): Promise<T> {
  try {
    return await expectation();
  } catch (failure) {
    if (!(failure instanceof CheckFailure) || (codes.length > 0 && !codes.includes(failure.observation.code)))
      throw failure;
    const more = await found(() => ask(failure.observation));
    throw more === undefined ? failure : new CheckFailure({ ...failure.observation, ...more });
  }
}

async function found<T>(ask: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CheckFailure) return undefined;
    throw error;
  }
}
