/** Why a submission does not start: what its error means, and what it did. */
import { within } from "../kit/time-limit.ts";
import type { Reason } from "../verdict.ts";
import { busyLine } from "./experiments/busy.ts";
import { explainCrash } from "./explain-crash.ts";
import { exitCall } from "./experiments/exit-call.ts";
import type { Finding, ExperimentContext } from "./failed-check.ts";

/**
 * Starting once more and looking at it takes 3 s, or this long in milliseconds on a busy machine: their own limits do not count
 * what such a machine takes away.
 */
const START_LIMIT_MS = 26_000;

/** The reason with what was found about it; as it was when nothing was. Never rejects. */
export async function explainReason(reason: Reason, context: ExperimentContext): Promise<Reason> {
  return withFinding(
    reason,
    await within(
      START_LIMIT_MS,
      findingFor(reason, context).catch(() => undefined),
    ),
  );
}

async function findingFor(reason: Reason, context: ExperimentContext): Promise<Finding | undefined> {
  const { sources } = context;
  switch (reason.code) {
    case "crashed-while-starting": {
      const { file, line, column = 1 } = reason;
      const at = file === undefined || line === undefined ? undefined : { file, line, column };
      return explainCrash({ error: reason.message, at, rejected: false }, sources);
    }
    case "exited-while-starting":
      return exitCall((await context.observe(undefined)).trace(), sources);
    case "never-listened":
      return busyLine(await context.observe(undefined), sources);
    case "does-not-compile":
    case "forbidden-package":
    case "file-missing":
    case "submission-unreadable":
    case "grader-error":
      return undefined;
  }
}

function withFinding(reason: Reason, finding: Finding | undefined): Reason {
  if (finding === undefined) return reason;
  const { why, at, hint } = finding;
  // A code frame is of the line that threw.
  const hasFrame = reason.file !== undefined;
  const isElsewhere = hasFrame && at !== undefined && (at.file !== reason.file || at.line !== reason.line);
  const { details, ...rest } = reason;
  return {
    ...rest,
    ...(details === undefined || isElsewhere ? {} : { details }),
    ...at,
    hint: `${asSentence(why)}${hint === undefined ? "" : ` ${hint}`}`,
  };
}

/** A reason as a sentence of its own. A name at its beginning stays as the code spells it. */
function asSentence(why: string): string {
  return `${/^(?:an?|the|code) /.test(why) ? `${why.charAt(0).toUpperCase()}${why.slice(1)}` : why}.`;
}
