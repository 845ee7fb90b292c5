/** What the diagnosis of one grading may use: the submission's servers and its text. */
import type { ExperimentContext } from "../diagnosis/failed-check.ts";
import { CompiledFile } from "../diagnosis/coverage.ts";
import { ObservedServer } from "../diagnosis/observed-server.ts";
import { placeOf } from "../diagnosis/sources.ts";
import { loggedCrash } from "./crash.ts";
import { learnerSources } from "./learner-sources.ts";
import type { ServerGroup } from "./server-group.ts";
import type { LaunchSpec } from "./launch-spec.ts";
import type { Stage } from "./stage.ts";

export interface ExperimentOptions {
  readonly servers: ServerGroup;
  readonly staged: Stage;
  readonly launchSpec: LaunchSpec | undefined;
  /** Files that come with the lesson: no cause is in them. */
  readonly given: readonly string[];
}

/** Each observed server is one more process of the group, and ends with it. */
export function experimentContext({ servers, staged, launchSpec, given }: ExperimentOptions): ExperimentContext {
  const compiled = launchSpec?.compiled === undefined ? undefined : new CompiledFile(launchSpec.compiled);
  return {
    sources: learnerSources(staged, given),
    observe: async (exercise) => {
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
    },
    graded: (exercise) => servers.graded(exercise),
  };
}
