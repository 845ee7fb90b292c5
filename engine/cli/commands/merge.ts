import path from "node:path";
import { mergeSets, MergeError, type Merged } from "../../batch/merge-sets.ts";
import { Pseudonyms } from "../../batch/pseudonyms.ts";
import { gradingSecret, SECRET_VARIABLE } from "../../batch/seeds.ts";
import { openOutputFolder } from "../../batch/output-folder.ts";
import { currentSet, type ResultSet, type SetEntry } from "../../batch/sets.ts";
import { matchSubmissions } from "../../batch/who.ts";
import { activateSet } from "../../batch/activate-set.ts";
import { CODE_FILE } from "../../batch/class-code.ts";
import { writeClassCode } from "../../similar/class-code.ts";
import { similarWork } from "../../similar/similar-work.ts";
import { listOf } from "../../text/suggest.ts";
import { plainLine } from "../../report/export/plain.ts";
import { count } from "../../text/phrases.ts";
import { displayPath } from "../../state/display-path.ts";
import { EXIT_CANNOT_GRADE, EXIT_PASSED } from "../../verdict.ts";
import { attemptIn, CLASS_FLAGS, lessonPolicy, policyFile, reportingOf } from "../grade/class-flags.ts";
import { defineCommand, type Context } from "../command.ts";
import { finishClass } from "../grade/finish.ts";
import { withUsageErrors } from "../grade/arguments.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { UsageError } from "../usage-error.ts";

const usage = "npm run merge -- DIR DIR... --output DIR";
const NAMED = 5;
/** The outcomes after which nothing is left to grade or to decide. */
const SETTLED: ReadonlySet<SetEntry["outcome"]> = new Set(["graded", "not-gradable", "excused"]);

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
    const output = await withUsageErrors(openOutputFolder(target, displayPath(context.workbook.root, target)));
    try {
      const before = await currentSet(target);
      const merged = await mergeSets(folders, output).catch((error: unknown) => {
        throw error instanceof MergeError ? new UsageError(error.message) : error;
      });
      // Merging implies --apply: no other set in this folder could be meant.
      await activateSet(output, merged.collected, { before, apply: true });
      const { set, folder } = merged.collected;
      const { entries } = set;
      if (merged.code !== undefined) await writeClassCode(path.join(folder, CODE_FILE), merged.code);
      const secret = reporting.anonymous
        ? await withUsageErrors(gradingSecret(context.workbook.state, context.env[SECRET_VARIABLE]))
        : undefined;
      const { handedIn, knowsAll } = merged;
      const match = await withUsageErrors(matchSubmissions(reporting.who.roster, handedIn, reporting.who));
      const policy = await policyOf(flags.policy, set, context);
      await finishClass(
        {
          collected: merged.collected,
          class: { handedIn, match, attempts: [], attempt: attemptIn(reporting, policy), knowsAll },
          reporting,
          pseudonyms: secret === undefined ? undefined : new Pseudonyms(secret, handedIn, match),
          policy,
          policyFile: policyFile(flags.policy, path.resolve(context.cwd, set.folder), context),
          again: null,
          similar: merged.code === undefined ? undefined : similarWork(merged.code),
          closing: closingSentences(merged, words.length),
        },
        context,
      );
      const isWhole = [merged.conflicts, merged.twofold, merged.missingShards].every((list) => list.length === 0);
      const isGraded = entries.every(({ outcome }) => SETTLED.has(outcome));
      return isWhole && isGraded ? EXIT_PASSED : EXIT_CANNOT_GRADE;
    } finally {
      await output.close();
    }
  },
});

/** The policy for the lesson that was graded; the class's folder is the one that `grade` was given. */
async function policyOf(given: string | undefined, { config, folder }: ResultSet, context: Context) {
  const lesson = { slug: config.lesson, exercises: () => exercisesOf(config.lesson, context) };
  return lessonPolicy(given, path.resolve(context.cwd, folder), lesson, context);
}

async function exercisesOf(slug: string, { workbook }: Context): Promise<number[]> {
  const { exercises } = await loadDefinition(workbook, await resolveLesson(workbook, slug));
  return exercises.map(({ id }) => id);
}

function closingSentences(merged: Merged, folders: number): string[] {
  const { collected, conflicts, twofold, missingShards, knowsAll, code } = merged;
  const sentences = [`${count(collected.set.entries.length, "submission")} from ${count(folders, "folder")}.`];
  if (missingShards.length > 0)
    sentences.push(
      `${missingShards.length === 1 ? "Shard" : "Shards"} ${listOf(missingShards.map(String), "and")} ${missingShards.length === 1 ? "is" : "are"} missing: ${knowsAll ? "those in there are" : "students without a submission here are"} listed as not graded yet.`,
    );
  if (code === undefined)
    sentences.push(
      "Similar work was not looked for, because an older version of the workbook graded one of the folders.",
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
