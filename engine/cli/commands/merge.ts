import path from "node:path";
import { mergeSets, MergeError, type Merged } from "../../batch/merge-sets.ts";
import { openOutput } from "../../batch/output.ts";
import { currentSet } from "../../batch/sets.ts";
import { matchSubmissions } from "../../batch/who.ts";
import { activateSet } from "../../batch/activate-set.ts";
import { listOf } from "../../text/suggest.ts";
import { plainLine } from "../../report/export/plain.ts";
import { count } from "../../text/phrases.ts";
import { displayPath } from "../../state/display-path.ts";
import { EXIT_CANNOT_GRADE, EXIT_PASSED } from "../../verdict.ts";
import { CLASS_FLAGS, reportingOf } from "../grade/class-flags.ts";
import { defineCommand } from "../command.ts";
import { finishClass } from "../grade/finish.ts";
import { withUsageErrors } from "../grade/arguments.ts";
import { UsageError } from "../usage-error.ts";

const usage = "npm run merge -- DIR DIR... --output DIR";
const NAMED = 5;

export const command = defineCommand({
  name: "merge",
  usage,
  summary: "join the results of several machines or shards",
  flags: CLASS_FLAGS,
  async run({ words, flags }, context) {
    if (words.length === 0) throw new UsageError("Which output folders should be merged?", `Type ${usage}.`);
    if (flags.output === undefined)
      throw new UsageError("--output is missing: it names the folder for the merged results.");
    const reporting = await reportingOf(flags, context);
    const target = path.resolve(context.cwd, flags.output);
    const folders = words.map((word) => ({ folder: path.resolve(context.cwd, word), shown: word }));
    if (folders.some(({ folder }) => folder === target))
      throw new UsageError("The output folder cannot be one of the folders to merge.");
    const output = await withUsageErrors(openOutput(target, displayPath(context.workbook.root, target)));
    try {
      const before = await currentSet(target);
      const merged = await mergeSets(folders, output).catch((error: unknown) => {
        throw error instanceof MergeError ? new UsageError(error.message) : error;
      });
      // Merging implies --apply: no other set in this folder could be meant.
      await activateSet(output, merged.collected, { before, apply: true });
      const { entries } = merged.collected.set;
      const handedIn = entries.map(({ name }) => name);
      const match = await withUsageErrors(matchSubmissions(reporting.who.roster, handedIn, reporting.who));
      await finishClass(
        {
          collected: merged.collected,
          class: { handedIn, match, attempts: [], attempt: reporting.attempt },
          reporting,
          closing: closingSentences(merged, words.length),
        },
        context,
      );
      const isWhole = [merged.conflicts, merged.twofold, merged.missingShards].every((list) => list.length === 0);
      const isGraded = entries.every(({ outcome }) => outcome === "graded" || outcome === "not-gradable");
      return isWhole && isGraded ? EXIT_PASSED : EXIT_CANNOT_GRADE;
    } finally {
      await output.close();
    }
  },
});

function closingSentences({ collected, conflicts, twofold, missingShards }: Merged, folders: number): string[] {
  const sentences = [`${count(collected.set.entries.length, "submission")} from ${count(folders, "folder")}.`];
  if (missingShards.length > 0)
    sentences.push(
      `${missingShards.length === 1 ? "Shard" : "Shards"} ${listOf(missingShards.map(String), "and")} ${missingShards.length === 1 ? "is" : "are"} missing; submissions in there are not listed.`,
    );
  if (conflicts.length > 0)
    sentences.push(
      `Two gradings of the same submission disagree for ${some(conflicts)}; the one in the first folder counts. Look at them, or grade them again with --only and --force.`,
    );
  if (twofold.length > 0)
    sentences.push(
      `Two folders have different files, or seeds from different secrets, for ${some(twofold)}; those in the first folder count.`,
    );
  return sentences;
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => plainLine(name, 80));
  return listOf(names.length > NAMED ? [...shown, `${names.length - NAMED} more`] : shown, "and");
}
