import { failureOf } from "../../failures/registry.ts";
import { causeOf } from "../../failures/texts.ts";
import type { ExperimentContext, FailedCheck, Finding, RepeatedCheck } from "../failed-check.ts";
import { SeenRequests } from "../seen-requests.ts";

/**
 * What a check asks by HTTP, or with several clients together, cannot be asked again in one message. So the whole check is
 * done once more on a server that reports what it does, and the finding is the line that made the answer which was not
 * expected, or what was sent in place of the one that did not come.
 * @returns undefined when the check does not fail in the same way again, or nothing of the submission's was seen
 */
export async function repeatedCheck(check: FailedCheck, context: ExperimentContext): Promise<Finding | undefined> {
  const again = await context.repeat(check);
  if (again === undefined) return undefined;
  const seen = new SeenRequests(check.transcript, again, context.sources);
  const fact = seen.wrongAnswer() ?? seen.wrongMessage() ?? seen.missing();
  if (fact === undefined) return undefined;
  const { why, hint } = check.failure;
  return { why: isGuess(again, why) ? fact.what : `${why}; ${fact.what}`, at: fact.at, hint };
}

/** Whether the reason is the one that fits most failures with this code: what was seen says more. */
function isGuess({ observation }: RepeatedCheck, why: string): boolean {
  return typeof observation.code === "string" && why === causeOf(failureOf(observation.code), observation);
}
