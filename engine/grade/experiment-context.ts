/** What the diagnosis of one grading may use: the submission's servers and its text. */
import type { ExperimentContext, FailedCheck, RepeatedCheck } from "../diagnosis/failed-check.ts";
import { CompiledFile } from "../diagnosis/coverage.ts";
import { ObservedServer } from "../diagnosis/observed-server.ts";
import { placeOf } from "../diagnosis/sources.ts";
import { CheckRunner } from "../kit/check-runner.ts";
import type { CheckSuite } from "../kit/check-suite.ts";
import { CheckFailure } from "../kit/failure.ts";
import type { Run } from "../kit/run.ts";
import { loggedCrash } from "./crash.ts";
import { learnerSources } from "./learner-sources.ts";
import type { ServerGroup } from "./server-group.ts";
import type { LaunchSpec } from "./launch-spec.ts";
import type { Stage } from "./stage.ts";

/** A check that took longer, in milliseconds, is not done again: whoever waits for the report has waited long enough. */
const REPEATED_MS = 12_000;

export interface ExperimentOptions {
  readonly servers: ServerGroup;
  readonly staged: Stage;
  readonly launchSpec: LaunchSpec | undefined;
  /** Files that come with the lesson: no cause is in them. */
  readonly given: readonly string[];
  readonly suite: CheckSuite;
  readonly run: Pick<Run, "seed" | "websocketPaths">;
}

/** Each observed server is one more process of the group, and ends with it. */
export function experimentContext(options: ExperimentOptions): ExperimentContext {
  const { servers, staged, launchSpec, given } = options;
  const compiled = launchSpec?.compiled === undefined ? undefined : new CompiledFile(launchSpec.compiled);
  const observe = async (exercise: number | undefined) => {
    const { process, server } = await servers.observe(exercise);
    return new ObservedServer(
      {
        server,
        seen: () => process.seen,
        coverage: (limitMs) => process.coverage(limitMs),
        describe: ({ crash }) => {
          const found = loggedCrash(crash, process.folder);
          return found && { error: found.error, at: placeOf(found.location) };
        },
      },
      compiled,
    );
  };
  return {
    sources: learnerSources(staged, given),
    observe,
    repeat: (check) => repeated(check, observe, options),
    graded: (exercise) => servers.graded(exercise),
  };
}

async function repeated(
  { id, exercise, failure, durationMs }: FailedCheck,
  observe: ExperimentContext["observe"],
  { suite, run }: ExperimentOptions,
): Promise<RepeatedCheck | undefined> {
  const check = suite.exercises.flatMap(({ checks }) => checks).find((one) => one.id === id);
  if (check === undefined || durationMs > REPEATED_MS) return undefined;
  const observed = await observe(exercise);
  if (observed.running === undefined) return undefined;
  let seen: Pick<RepeatedCheck, "failedAt" | "trace" | "blocks"> | undefined;
  const { result, thrown } = await new CheckRunner(observed.running, run).run(check, async (failedAt) => {
    // The answer to this question comes after everything that the server has reported before.
    const blocks = await observed.blocks();
    seen = { failedAt, trace: observed.trace(), blocks };
  });
  if (seen === undefined || !(thrown instanceof CheckFailure) || result.failure?.code !== failure.code)
    return undefined;
  return { observed, observation: thrown.observation, transcript: result.transcript, ...seen };
}
