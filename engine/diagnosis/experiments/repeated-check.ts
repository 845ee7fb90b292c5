import { failureOf } from "../../failures/registry.ts";
import { causeOf } from "../../failures/texts.ts";
import type { ExperimentContext, FailedCheck, Finding, RepeatedCheck } from "../failed-check.ts";
import { explainCrash } from "../explain-crash.ts";
import { SeenRequests } from "../seen-requests.ts";
import { missingMessage } from "./missing-message.ts";
import { wrongAnswer, wrongMessage } from "./wrong-answer.ts";

/**
 * What a check asks by HTTP, or with several clients together, cannot be asked again in one message. So the whole check is
 * done once more on a server that reports what it does, and the finding is the line that made the answer which was not
 * expected, or what was sent in place of the one that did not come.
 * @returns undefined when the check does not fail in the same way again, or nothing of the submission's was seen
 */
export async function repeatedCheck(check: FailedCheck, context: ExperimentContext): Promise<Finding | undefined> {
  const logged = explainedLog(check, context);
  if (logged !== undefined) return logged;
  const again = await context.repeat(check);
  if (again === undefined) return undefined;
  const seen = new SeenRequests(check.transcript, again, context.sources);
  const sentWrongly = wrongMessage(seen);
  const fact = wrongAnswer(seen) ?? sentWrongly ?? missingMessage(seen);
  if (fact === undefined) return undefined;
  const { why, hint } = check.failure;
  // What a check says itself is about this failure. The line that sent a message belongs to it; that of an answer, which may
  // have been made elsewhere, or of what was sent instead, is only where to begin.
  if (again.observation.why !== undefined && fact !== sentWrongly) return { why, at: fact.at, hint, isQuoted: true };
  return { why: isGuess(again, why) ? fact.what : `${why}; ${fact.what}`, at: fact.at, hint };
}

/** What an error means that the server has logged while the check failed. */
function explainedLog({ log }: FailedCheck, { sources }: ExperimentContext): Finding | undefined {
  for (const line of log.split("\n")) {
    const error = /\b\w{0,40}Error: .*/.exec(line)?.[0];
    const explained = error && explainCrash({ error, at: undefined, rejected: false, caught: true }, sources);
    if (explained) return { ...explained, why: `${explained.why}; your server has logged it` };
  }
  return undefined;
}

/** Whether the reason is the one that fits most failures with this code: what was seen says more. */
function isGuess({ observation }: RepeatedCheck, why: string): boolean {
  return typeof observation.code === "string" && why === causeOf(failureOf(observation.code), observation);
}
