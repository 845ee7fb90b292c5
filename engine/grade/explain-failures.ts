import { diagnose } from "../diagnosis/diagnose.ts";
import { explainReason } from "../diagnosis/not-running.ts";
import type { Reason } from "../verdict.ts";
import { experimentContext, type ExperimentOptions } from "./experiment-context.ts";
import type { VerdictBuilder } from "./verdict-builder.ts";

/** Finds out why checks failed, or why no server could be reached, and puts that into the verdict. Changes no status. */
export async function explainFailures(
  builder: VerdictBuilder,
  reason: Reason | undefined,
  options: ExperimentOptions,
): Promise<void> {
  const context = experimentContext(options);
  if (reason === undefined) builder.explain(await diagnose(builder.failedChecks(), context));
  else builder.notGradable(await explainReason(reason, context));
}
