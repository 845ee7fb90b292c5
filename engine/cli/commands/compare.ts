import { stat } from "node:fs/promises";
import path from "node:path";
import { loadDefinition } from "../../load-lesson-code.ts";
import { compareBehaviour } from "../../compare/behaviour.ts";
import { compareFolder } from "../../compare/compare-folder.ts";
import { comparePage } from "../../compare/html/compare-page.tsx";
import { compareJson, compareText, type Comparison } from "../../compare/render.ts";
import { folderNames } from "../../compare/folder-names.ts";
import { ROLES } from "../../compare/side-names.ts";
import { grade } from "../../grade/grade.ts";
import type { Lesson } from "../../lesson.ts";
import { quoteWord } from "../../text/suggest.ts";
import { terminalReport } from "../../report/terminal.ts";
import { lessonProgress, readProgress } from "../../state/progress.ts";
import { displayPath } from "../../state/display-path.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import { EXIT_CANNOT_GRADE, EXIT_NOT_YET, EXIT_PASSED, type Verdict } from "../../verdict.ts";
import { defineCommand, type Context } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { seedOf } from "../seed-argument.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run compare <lesson> [folder] [other folder] [-- --seed N] [--json] [--html FILE] [--show-solution]";

interface Folder {
  /** Absolute path. */
  readonly folder: string;
  /** As typed. */
  readonly display: string;
}

export const command = defineCommand({
  name: "compare",
  usage,
  summary: "a submission beside the solution, or two beside each other: files and behaviour",
  flags: {
    seed: { type: "string", value: "N", about: "repeat the conversation of an earlier run" },
    json: { type: "boolean", about: "print the comparison as one JSON object (workbook.compare/1)" },
    html: { type: "string", value: "FILE", about: "also write it as one page, with the conversations as diagrams" },
    "show-solution": { type: "boolean", about: "compare your own files before every exercise has passed" },
  },
  async run({ words, flags }, context) {
    refuseExtraWords(words, 3, usage);
    if (words[0] === undefined) throw new UsageError("Which lesson should be compared?", `Type ${usage}.`);
    if (flags.html === "") throw new UsageError("--html needs the name of a file.", `Type ${usage}.`);
    const { workbook, stdout, color, columns } = context;
    const lesson = await resolveLesson(workbook, words[0]);
    const seed = seedOf(flags.seed);
    const { reference, submission, isSolution } = await sidesOf(lesson, words.slice(1), context);
    // Naming another folder is for instructors, who know the solution.
    if (words[1] === undefined && flags["show-solution"] !== true) await keepSolutionUntilPassed(lesson, context);
    const definition = await loadDefinition(workbook, lesson);
    const files = await compareFolder(lesson, definition, submission.folder, isSolution ? undefined : reference.folder);
    const names = isSolution ? ROLES : folderNames(reference.display, submission.display);
    return interruptible(async (signal) => {
      const gradeSide = ({ folder, display }: Folder, seed: number | undefined) =>
        grade({ workbook, lesson, submission: folder, display, signal, ...(seed === undefined ? {} : { seed }) });
      // One after the other: in parallel they would slow each other down, and delays count as differences.
      const theirs = await gradeSide(reference, seed);
      if (isSolution && !theirs.passed)
        return explain(
          theirs,
          "The reference does not pass its own checks, so there is nothing to compare with:",
          lesson,
          context,
        );
      if (theirs.outcome === "grader-error")
        return explain(theirs, `${names.reference.short} could not be graded:`, lesson, context);
      const own = await gradeSide(submission, theirs.seed);
      if (own.outcome === "grader-error") {
        const who = isSolution ? "The submission" : names.submission.short;
        return explain(own, `${who} could not be graded:`, lesson, context);
      }

      const behaviour = compareBehaviour(theirs, own, names);
      const comparison: Comparison = {
        lesson: lesson.slug,
        title: lesson.title,
        folders: { reference: reference.display, submission: submission.display },
        names,
        files,
        behaviour,
        verdicts: { reference: theirs, submission: own },
      };
      if (flags.json === true) stdout.writeJson(compareJson(comparison));
      else stdout.write(compareText(comparison, { color, columns }));
      if (flags.html !== undefined) await writePage(flags.html, comparePage(comparison), context);
      return behaviour.alike ? EXIT_PASSED : EXIT_NOT_YET;
    });
  },
});

/** The comparison contains the whole solution, which a learner who has not passed may not want to see. */
async function keepSolutionUntilPassed({ slug }: Lesson, { workbook }: Context): Promise<void> {
  const { progress } = await readProgress(workbook);
  if (lessonProgress(progress, slug).passedAt !== undefined) return;
  throw new UsageError(
    `The comparison shows the solution of ${slug}, which you have not passed yet.`,
    `To see it anyway, type npm run compare ${slug} -- --show-solution.`,
  );
}

/** The left and the right side: the solution and one folder, or two folders. */
async function sidesOf(
  lesson: Lesson,
  words: readonly string[],
  context: Context,
): Promise<{ reference: Folder; submission: Folder; isSolution: boolean }> {
  const first = await folderOf(lesson, words[0], context);
  if (words[1] === undefined) {
    const solution = { folder: lesson.solution, display: displayPath(context.workbook.root, lesson.solution) };
    return { reference: solution, submission: first, isSolution: true };
  }
  return { reference: first, submission: await folderOf(lesson, words[1], context), isSolution: false };
}

async function writePage(file: string, page: string, { cwd, stderr }: Context): Promise<void> {
  try {
    await writeAtomic(path.resolve(cwd, file), page);
  } catch (error) {
    throw new UsageError(
      `The page cannot be written to ${quoteWord(file)} (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
  // Not on stdout, where --json has exactly one object.
  stderr.write(`The page is ${quoteWord(file)}.\n`);
}

/** Prints on stderr why there is no comparison. */
function explain(verdict: Verdict, sentence: string, lesson: Lesson, { workbook, stderr, columns }: Context): number {
  const report = terminalReport(verdict, {
    color: false,
    columns,
    lessonFolder: displayPath(workbook.root, lesson.folder),
    solutionFolder: displayPath(workbook.root, lesson.solution),
    submissionIsLearner: false,
  });
  stderr.write(`${sentence}\n\n${report}`);
  return EXIT_CANNOT_GRADE;
}

/** The folder to compare: the learner's unless another one is named. */
async function folderOf(lesson: Lesson, word: string | undefined, { workbook, cwd }: Context): Promise<Folder> {
  const folder = word === undefined ? lesson.folder : path.resolve(cwd, word);
  const display = word ?? displayPath(workbook.root, folder);
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => error.code ?? "unknown error");
  if (found === "ENOENT" || found === "ENOTDIR")
    throw new UsageError(
      `There is no folder ${quoteWord(display)}.`,
      "After the lesson comes the folder of one submission, or of two.",
    );
  if (typeof found === "string") throw new UsageError(`The folder ${quoteWord(display)} cannot be read (${found}).`);
  if (!found.isDirectory())
    throw new UsageError(
      `${quoteWord(display)} is not a folder.`,
      "After the lesson comes the folder of one submission, or of two.",
    );
  return { folder, display };
}
