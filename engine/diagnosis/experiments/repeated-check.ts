import type { ExperimentContext, FailedCheck, Finding } from "../failed-check.ts";
import { explainCrash } from "../explain-crash.ts";
import { failureOf } from "../../failures/registry.ts";
import { SeenRequests } from "../seen-requests.ts";
import { fileOfFirstFrame, thrownThrough } from "./logged-stack.ts";
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
  if (logged !== undefined) {
    const { why: reason, hint: question } = check.failure;
    // The check says what has decided, and the error is only what came of it.
    return check.isDecidedElsewhere ? { why: `${reason}; ${logged.why}`, at: undefined, hint: question } : logged;
  }
  const thrown = thrownThrough(check, context.sources);
  if (thrown !== undefined) return thrown;
  const again = await context.repeat(check);
  if (again === undefined) return undefined;
  const seen = new SeenRequests(check.transcript, again, context.sources);
  const fact = wrongAnswer(seen) ?? wrongMessage(seen) ?? missingMessage(seen);
  if (fact === undefined) return undefined;
  const { why, hint } = check.failure;
  const { code, why: own } = again.observation;
  // A reason that fits most failures with a code of the engine says less than what was seen.
  if (own === undefined && typeof code === "string") return { why: fact.what, at: fact.at, hint };
  // What has decided is elsewhere, so this line is named, and no one is sent to it.
  if (failureOf(code).decidedElsewhere === true || (own !== undefined && fact.isOnlyPlace === true && fact.at))
    return { why: `${why}; ${fact.what}`, at: undefined, hint };
  // What a check says itself is about this failure; where an answer was made, which may have been decided elsewhere, is only
  // where to begin.
  const isPlaceOnly = fact.isOnlyPlace === true || (own !== undefined && again.observation.event === undefined);
  return isPlaceOnly ? { why, at: fact.at, hint, isQuoted: true } : { why: `${why}; ${fact.what}`, at: fact.at, hint };
}

/** What an error means that the server has logged while the check failed, unless a given file threw it, which is to throw. */
function explainedLog({ log }: FailedCheck, { sources }: ExperimentContext): Finding | undefined {
  const lines = log.split("\n");
  for (const [index, line] of lines.entries()) {
    const error = /\b\w{0,40}Error: .*/.exec(line)?.[0];
    const explained = error && explainCrash({ error, at: undefined, rejected: false, caught: true }, sources);
    if (!explained) continue;
    const thrower = fileOfFirstFrame(lines.slice(index + 1));
    if (thrower === undefined || sources.has(thrower))
      return { ...explained, why: `${explained.why}; your server has logged it` };
  }
  return undefined;
}
