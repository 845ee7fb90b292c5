import path from "node:path";
import { loadDefinition } from "../../load-lesson-code.ts";
import { compareBehaviour } from "../../compare/behaviour.ts";
import { compareFolder } from "../../compare/compare-folder.ts";
import { comparePage } from "../../compare/html/compare-page.tsx";
import { compareJson, compareText, type Comparison } from "../../compare/render.ts";
import { folderNames } from "../../compare/folder-names.ts";
import { ROLES } from "../../compare/side-names.ts";
import { grade } from "../../grade/grade.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { quoteWord } from "../../text/suggest.ts";
import { terminalReport } from "../../report/terminal.ts";
import { lessonProgress, readProgress } from "../../state/progress.ts";
import { displayPath } from "../../state/display-path.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import { EXIT_CANNOT_GRADE, EXIT_NOT_YET, EXIT_PASSED, type Verdict } from "../../verdict.ts";
import { commandLine } from "../command-line.ts";
import { defineCommand, type Context } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { namedSubmission, type NamedSubmission, type NamingOptions } from "../named-submission.ts";
import { seedOf } from "../seed-argument.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run compare <lesson> [folder] [other folder] [-- --seed N] [--json] [--html FILE] [--show-solution]";

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
    const { workbook } = context;
    const lesson = await resolveLesson(workbook, words[0]);
    const seed = seedOf(flags.seed);
    // Naming another folder is for instructors, who know the solution.
    if (words[1] === undefined && flags["show-solution"] !== true)
      await keepSolutionUntilPassed(
        lesson,
        commandLine("compare", [lesson.slug], { ...flags, "show-solution": true }),
        context,
      );
    const definition = await loadDefinition(workbook, lesson);
    const advice = "After the lesson comes the folder or archive of one submission, or of two.";
    const sides = await sidesOf(words.slice(1), { lesson, definition, advice }, context);
    try {
      return await compareSides(
        sides,
        { lesson, definition, seed, json: flags.json === true, html: flags.html },
        context,
      );
    } finally {
      await sides.reference.remove();
      await sides.submission.remove();
    }
  },
});

interface Comparing {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly seed: number | undefined;
  readonly json: boolean;
  /** The file for the page, as typed. */
  readonly html: string | undefined;
}

/** Grades both sides with one seed and prints the comparison. Returns the exit code. */
async function compareSides(
  { reference, submission, isSolution }: Awaited<ReturnType<typeof sidesOf>>,
  { lesson, definition, seed, json, html }: Comparing,
  context: Context,
): Promise<number> {
  const { workbook, stdout, color, columns } = context;
  const files = await compareFolder(lesson, definition, submission.folder, isSolution ? undefined : reference.folder);
  const names = isSolution ? ROLES : folderNames(reference.display, submission.display);
  return interruptible(async (signal) => {
    const gradeSide = ({ folder, display }: NamedSubmission, seed: number | undefined) =>
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
    if (json) stdout.writeJson(compareJson(comparison));
    else stdout.write(compareText(comparison, { color, columns }));
    if (html !== undefined) await writePage(html, comparePage(comparison), context);
    return behaviour.alike ? EXIT_PASSED : EXIT_NOT_YET;
  });
}

/** The comparison contains the whole solution, which a learner who has not passed may not want to see. */
async function keepSolutionUntilPassed({ slug }: Lesson, again: string, { workbook }: Context): Promise<void> {
  const { progress } = await readProgress(workbook);
  if (lessonProgress(progress, slug).passedAt !== undefined) return;
  throw new UsageError(
    `The comparison shows the solution of ${slug}, which you have not passed yet.`,
    `To see it anyway, type ${again}.`,
  );
}

/** The left and the right side: the solution and one submission, or two submissions. */
async function sidesOf(
  words: readonly string[],
  naming: NamingOptions,
  context: Context,
): Promise<{ reference: NamedSubmission; submission: NamedSubmission; isSolution: boolean }> {
  const { lesson } = naming;
  const first = await submissionOf(words[0], naming, context);
  if (words[1] === undefined) {
    const display = displayPath(context.workbook.root, lesson.solution);
    const solution = { folder: lesson.solution, display, remove: async () => {} };
    return { reference: solution, submission: first, isSolution: true };
  }
  const submission = await submissionOf(words[1], naming, context).catch(async (error: unknown) => {
    await first.remove();
    throw error;
  });
  return { reference: first, submission, isSolution: false };
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

/** The submission to compare: the learner's folder unless another one is named. */
async function submissionOf(
  word: string | undefined,
  naming: NamingOptions,
  context: Context,
): Promise<NamedSubmission> {
  const { workbook } = context;
  const own = { folder: naming.lesson.folder, display: displayPath(workbook.root, naming.lesson.folder) };
  if (word !== undefined) return namedSubmission(word, context, naming);
  return { ...(await namedSubmission(own.folder, context, naming)), display: own.display };
}
