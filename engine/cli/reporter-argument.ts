import type { SubmissionReporter } from "../report/export/reporters.ts";
import { listOf, suggestNames, quoteWord } from "../text/suggest.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The reporter that prints the verdict, as `--reporter` and `--json` name it; undefined for the terminal report.
 * @throws UsageError naming the reporters
 */
export async function reporterOf(given: string | undefined, json: boolean): Promise<SubmissionReporter | undefined> {
  if (given !== undefined && json && given !== "json")
    throw new UsageError("--json and --reporter each name a format.", "Use one of them.");
  const name = given ?? (json ? "json" : "terminal");
  if (name === "terminal") return undefined;
  const { CLASS_REPORTERS, SUBMISSION_REPORTERS } = await import("../report/export/reporters.ts");
  if (Object.hasOwn(SUBMISSION_REPORTERS, name)) return SUBMISSION_REPORTERS[name];
  const names = ["terminal", ...Object.keys(SUBMISSION_REPORTERS)];
  const list = `The reporters are ${listOf(names, "and")}.`;
  if (Object.hasOwn(CLASS_REPORTERS, name))
    throw new UsageError(`The reporter ${name} shows a class, not one submission.`, list);
  const near = suggestNames(name, names);
  throw new UsageError(
    `There is no reporter ${quoteWord(name)}.`,
    near.length > 0 ? `Did you mean ${listOf(near)}? ${list}` : list,
  );
}
