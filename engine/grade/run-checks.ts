/**
 * The scheduler: runs the checks of a check file against the servers of one grading. It keeps no state, so any number of
 * gradings may use the same suite at once.
 */
import { CheckRunner, skipped } from "../kit/check-runner.ts";
import type { CheckSuite, Exercise } from "../kit/check-suite.ts";
import { SERVER_READY_LIMIT_MS } from "../kit/limits.ts";
import { runProbes } from "../kit/probes.ts";
import { isServer, type Run } from "../kit/run.ts";
import { within } from "../kit/time-limit.ts";

/**
 * Runs the exercises, side by side or in turn, each on its own server, and then the probes; every check is reported to
 * `run` as it ends. Resolves when all have ended; once the run is aborted, when those under way have ended.
 * @throws when something fails outside a check, which is the grader's fault, after everything else has ended
 */
export async function runChecks({ exercises, probes }: CheckSuite, run: Run): Promise<void> {
  const settled = await runExercises(exercises, run);
  if (run.signal?.aborted !== true)
    for (const outcome of await runProbes(probes, run)) run.report({ exercise: null, ...outcome });
  for (const one of settled) if (one.status === "rejected") throw one.reason;
}

async function runExercises(exercises: readonly Exercise[], run: Run): Promise<PromiseSettledResult<boolean>[]> {
  const waiting = [...exercises];
  const settled: PromiseSettledResult<boolean>[] = [];
  let atOnce = run.inTurn === true ? 1 : waiting.length;
  while (waiting.length > 0 && run.signal?.aborted !== true) {
    const now = await Promise.allSettled(waiting.splice(0, atOnce).map((exercise) => runExercise(exercise, run)));
    settled.push(...now);
    // A server that does not start may take seconds: run the remaining ones at once instead of waiting for each.
    if (now.some((one) => one.status === "fulfilled" && !one.value)) atOnce = waiting.length;
  }
  return settled;
}

/** Runs the checks of one exercise in order. Resolves with whether there was a server. */
async function runExercise({ id: exercise, checks }: Exercise, run: Run): Promise<boolean> {
  const server = await within(SERVER_READY_LIMIT_MS, run.server(exercise));
  if (server === undefined)
    throw new Error(`the server of exercise ${exercise} was not ready within ${SERVER_READY_LIMIT_MS / 1000} s`);
  const runner = new CheckRunner(server, run);
  const passed = new Set<string>();
  /** The check that failed because the server ended; later checks name it as the reason why they are skipped. */
  let endedIn: string | undefined;
  for (const check of checks) {
    if (run.signal?.aborted === true) break;
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
  run.over?.(exercise);
  return isServer(server);
}
