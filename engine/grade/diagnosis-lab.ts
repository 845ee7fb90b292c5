/** What the diagnosis of one grading may use: the submission's servers and its text. */
import type { Lab } from "../diagnosis/failed-check.ts";
import { CompiledFile } from "../diagnosis/coverage.ts";
import { ObservedServer } from "../diagnosis/observed-server.ts";
import { placeOf, Sources } from "../diagnosis/sources.ts";
import { loggedCrash } from "./crash.ts";
import type { ServerGroup } from "./server-group.ts";
import type { LaunchSpec } from "./launch-spec.ts";
import type { Stage } from "./stage.ts";

export interface DiagnosisLabOptions {
  readonly servers: ServerGroup;
  readonly staged: Stage;
  readonly launchSpec: LaunchSpec | undefined;
  /** Files that come with the lesson: no cause is in them. */
  readonly given: readonly string[];
}

const SOURCE = /\.[cm]?[jt]s$/;

/** Each observed server is one more process of the group, and ends with it. */
export function diagnosisLab({ servers, staged, launchSpec, given }: DiagnosisLabOptions): Lab {
  const compiled = launchSpec?.compiled === undefined ? undefined : new CompiledFile(launchSpec.compiled);
  const texts = [...staged.files].flatMap(([name, content]) =>
    SOURCE.test(name) && !given.includes(name) ? [[name, Buffer.from(content).toString("utf8")] as const] : [],
  );
  return {
    sources: new Sources(new Map(texts)),
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
