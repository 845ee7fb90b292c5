/**
 * The scheduler: runs what a check file declares against the servers of one grading. It keeps nothing, so any number of
 * gradings may use the same suite at once.
 */
import { CheckRunner, skipped } from "../kit/check-runner.ts";
import type { CheckSuite, Exercise } from "../kit/check-suite.ts";
import { CHECK_LIMIT_MS } from "../kit/limits.ts";
import { runProbes } from "../kit/probes.ts";
import type { Run } from "../kit/run.ts";
import { within } from "../kit/time-limit.ts";

/**
 * Runs the exercises side by side, each on its own server, and then the probes; every check is reported to `run` as it
 * ends. Resolves when all have ended, or, once the run is aborted, those under way.
 * Throws when something fails outside a check, after everything else has ended: the grader's own fault.
 */
export async function runChecks({ exercises, probes }: CheckSuite, run: Run): Promise<void> {
  const settled = await Promise.allSettled(exercises.map((exercise) => runExercise(exercise, run)));
  if (run.signal?.aborted !== true)
    for (const outcome of await runProbes(probes, run)) run.report({ exercise: null, ...outcome });
  for (const one of settled) if (one.status === "rejected") throw one.reason;
}

/** Runs the checks of one exercise in their order. */
async function runExercise({ id: exercise, checks }: Exercise, run: Run): Promise<void> {
  const server = await within(CHECK_LIMIT_MS, run.server(exercise));
  if (server === undefined)
    throw new Error(`the server of exercise ${exercise} was not ready within ${CHECK_LIMIT_MS / 1000} s`);
  const runner = new CheckRunner(server, run);
  const passed = new Set<string>();
  /** The check that failed because the server ended, which explains why the later ones do not run. */
  let endedIn: string | undefined;
  for (const check of checks) {
    if (run.signal?.aborted === true) return;
    const { id, needs } = check;
    const unmet =
      needs !== undefined && !passed.has(needs)
        ? `needs ${needs}`
        : endedIn === undefined
          ? undefined
          : `the server ended in ${endedIn}`;
    const outcome = unmet === undefined ? await runner.run(check) : skipped(check, unmet);
    const { status } = outcome.result;
    if (status === "passed") passed.add(id);
    if (status === "failed" && runner.serverEnded) endedIn ??= id;
    run.report({ exercise, ...outcome });
  }
}
