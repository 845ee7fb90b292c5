/** Why a submission does not compile or start: what its error means. */
import { within } from "../kit/time-limit.ts";
import type { Reason } from "../verdict.ts";
import { busyLine } from "./experiments/busy.ts";
import { explainCrash } from "./experiments/crash.ts";
import { exitCall } from "./experiments/exit.ts";
import type { Finding, Lab } from "./failed-check.ts";
import type { Sources } from "./sources.ts";

/** Starting once more takes this long at most, in milliseconds: its own limit does not count what a busy machine takes away. */
const START_LIMIT_MS = 12_000;

/** The reason with what was found about it; as it was when nothing was. Never rejects. */
export async function explainReason(reason: Reason, lab: Lab): Promise<Reason> {
  return withFinding(
    reason,
    await within(
      START_LIMIT_MS,
      findingFor(reason, lab).catch(() => undefined),
    ),
  );
}

async function findingFor(reason: Reason, lab: Lab): Promise<Finding | undefined> {
  const { sources } = lab;
  switch (reason.code) {
    case "crashed-while-starting": {
      const { file, line, column = 1 } = reason;
      const at = file === undefined || line === undefined ? undefined : { file, line, column };
      return explainCrash({ error: reason.message, at, rejected: false }, sources);
    }
    case "exited-while-starting":
      return exitCall((await lab.observe(undefined)).trace(), sources);
    case "never-listened":
      return busyLine(await lab.observe(undefined), sources);
    case "does-not-compile":
    case "file-missing":
    case "submission-unreadable":
    case "grader-error":
      return undefined;
  }
}

/** The same for code that does not compile: names that are meant for each other and spelt differently. */
export function explainUncompiled(reason: Reason, sources: Sources): Reason {
  const missing = /(\S{1,200}) does not export (\w{1,100})/.exec(reason.message);
  if (missing === null) return reason;
  const [, file = "", name = ""] = missing;
  const exported = sources
    .find(/^\s*export\s+(?:async\s+)?(?:function|const|let|class)\s+(\w+)/)
    .filter(({ at }) => at.file === file)
    .map(({ match }) => match[1] ?? "");
  if (exported.length === 0)
    return { ...reason, hint: `${file} exports nothing with the word export. ${reason.hint ?? ""}`.trim() };
  return { ...reason, hint: `${file} exports ${exported.join(", ")}, and not ${name}: use one name in both places.` };
}

function withFinding(reason: Reason, finding: Finding | undefined): Reason {
  if (finding === undefined) return reason;
  const { why, at, hint } = finding;
  return {
    ...reason,
    ...at,
    hint: `${why}.${hint === undefined ? "" : ` ${hint}`}`,
  };
}
