import { stat } from "node:fs/promises";
import path from "node:path";
import { loadDefinition } from "../../authored.ts";
import { compareBehaviour } from "../../compare/behaviour.ts";
import { compareFolder } from "../../compare/compare-folder.ts";
import { compareJson, compareText, type Comparison } from "../../compare/render.ts";
import { grade } from "../../grade/grade.ts";
import type { Lesson } from "../../lesson.ts";
import { quoted } from "../../names.ts";
import { terminalReport } from "../../report/terminal.ts";
import { shownPath } from "../../state/shown-path.ts";
import { EXIT_CANNOT_GRADE, EXIT_NOT_YET, EXIT_PASSED, type Verdict } from "../../verdict.ts";
import { defineCommand, type Context } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { seedOf } from "../seed-argument.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run compare <lesson> [folder] [-- --seed N] [--json]";

export const command = defineCommand({
  name: "compare",
  usage,
  summary: "a submission beside the solution: files and behaviour",
  flags: {
    seed: { type: "string", value: "N", about: "repeat the conversation of an earlier run" },
    json: { type: "boolean", about: "print the comparison as one JSON object (workbook.compare/1)" },
  },
  async run({ words, flags }, context) {
    refuseExtraWords(words, 2, usage);
    if (words[0] === undefined) throw new UsageError("Which lesson is to be compared?", `Type ${usage}.`);
    const { workbook, stdout, color, columns } = context;
    const lesson = await resolveLesson(workbook, words[0]);
    const seed = seedOf(flags.seed);
    const submission = await folderOf(lesson, words[1], context);
    const reference = { folder: lesson.solution, display: shownPath(workbook.root, lesson.solution) };
    const definition = await loadDefinition(workbook, lesson);
    const files = await compareFolder(lesson, definition, submission.folder);
    return interruptible(async (signal) => {
      // One after the other: side by side they would slow each other down, and being late is a difference.
      const theirs = await grade({
        workbook,
        lesson,
        submission: reference.folder,
        display: reference.display,
        signal,
        ...(seed === undefined ? {} : { seed }),
      });
      if (!theirs.passed)
        return explain(
          theirs,
          "The reference does not pass its own checks, so there is nothing to compare with:",
          lesson,
          context,
        );
      const own = await grade({
        workbook,
        lesson,
        submission: submission.folder,
        display: submission.display,
        signal,
        seed: theirs.seed,
      });
      if (own.outcome === "grader-error") return explain(own, "The submission could not be graded:", lesson, context);

      const behaviour = compareBehaviour(theirs, own);
      const comparison: Comparison = {
        lesson: lesson.slug,
        title: lesson.title,
        folders: { reference: reference.display, submission: submission.display },
        files,
        behaviour,
        verdicts: { reference: theirs, submission: own },
      };
      stdout.write(flags.json === true ? compareJson(comparison) : compareText(comparison, { color, columns }));
      return behaviour.alike ? EXIT_PASSED : EXIT_NOT_YET;
    });
  },
});

/** A comparison that could not be made: why, on stderr. */
function explain(verdict: Verdict, sentence: string, lesson: Lesson, { workbook, stderr, columns }: Context): number {
  const report = terminalReport(verdict, {
    color: false,
    columns,
    lessonFolder: shownPath(workbook.root, lesson.folder),
    solutionFolder: shownPath(workbook.root, lesson.solution),
    submissionIsLearner: false,
  });
  stderr.write(`${sentence}\n\n${report}`);
  return EXIT_CANNOT_GRADE;
}

/** The folder to look at: the learner's own unless one is named. */
async function folderOf(
  lesson: Lesson,
  word: string | undefined,
  { workbook, cwd }: Context,
): Promise<{ folder: string; display: string }> {
  const folder = word === undefined ? lesson.folder : path.resolve(cwd, word);
  const display = word ?? shownPath(workbook.root, folder);
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => error.code ?? "unknown error");
  if (found === "ENOENT" || found === "ENOTDIR")
    throw new UsageError(
      `There is no folder ${quoted(display)}.`,
      "After the lesson comes the folder of one submission.",
    );
  if (typeof found === "string") throw new UsageError(`The folder ${quoted(display)} cannot be read (${found}).`);
  if (!found.isDirectory())
    throw new UsageError(`${quoted(display)} is not a folder.`, "After the lesson comes the folder of one submission.");
  return { folder, display };
}
