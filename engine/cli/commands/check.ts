import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import path from "node:path";
import { loadDefinition } from "../../load-lesson-code.ts";
import { gradeUrl, UrlError } from "../../grade/grade-url.ts";
import { lessonsOf, readCourse, type Lesson, type LessonDefinition } from "../../lesson.ts";
import { listOf, quoteWord } from "../../text/suggest.ts";
import type { SubmissionReporter } from "../../report/export/reporters.ts";
import { terminalReport } from "../../report/terminal.ts";
import { notStartedIn } from "../../starter.ts";
import { saveVerdict } from "../../state/save-verdict.ts";
import { displayPath } from "../../state/display-path.ts";
import { exitCode, type Verdict } from "../../verdict.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import { commandLine } from "../command-line.ts";
import { defineCommand, type Context } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { gradeIn } from "../grade/grade-in.ts";
import { ISOLATION_FLAGS, isolationForOne, type IsolationArguments } from "../isolation-argument.ts";
import { joinTitle, resolveLesson } from "../lesson-argument.ts";
import { namedSubmission } from "../named-submission.ts";
import { printNotices } from "../notices.ts";
import { reporterOf } from "../reporter-argument.ts";
import { seedOf } from "../seed-argument.ts";
import { UsageError } from "../usage-error.ts";
import { inSentence, refuseExtraWords } from "../words.ts";

/** Instead of a lesson: every lesson of the course. */
const ALL = "all";
const usage =
  "npm run check all [solution]\nnpm run check [lesson] [exercise] [solution] [-- --submission DIR | --url URL] [--exercise N] [--seed N] [--json | --reporter NAME] [--output FILE] [--isolation LEVEL] [--require-isolation]";

export const command = defineCommand({
  name: "check",
  usage,
  summary: "grade your server or the solution, of one lesson or of all",
  flags: {
    submission: { type: "string", value: "DIR", about: "grade this folder or archive instead of the lesson's folder" },
    url: { type: "string", value: "URL", about: "grade a server that is already running (ws:// or http://)" },
    exercise: { type: "string", value: "N", about: "grade one exercise alone" },
    seed: { type: "string", value: "N", about: "repeat the random input of an earlier run" },
    json: { type: "boolean", about: "print the verdict as one JSON object (workbook.verdict/1)" },
    reporter: {
      type: "string",
      value: "NAME",
      about: "print the verdict in a format for other systems, such as junit or gradescope",
    },
    output: { type: "string", value: "FILE", about: "write the report to a file instead" },
    isolation: {
      ...ISOLATION_FLAGS.isolation,
      about: "what the server is kept in: process unless named, namespaces, container or the strongest that works here",
    },
    "require-isolation": ISOLATION_FLAGS["require-isolation"],
  },
  async run({ words: typed, flags }, context) {
    const { workbook } = context;
    const words = await joinTitle(workbook, typed);
    refuseExtraWords(words, 3, usage);
    if (words[0] === ALL)
      return await (await import("../check-all-arguments.ts")).checkAllAsAsked(words.slice(1), flags, context);
    const lesson = await resolveLesson(workbook, words[0]);
    const definition = await loadDefinition(workbook, lesson);
    const numbers = words.slice(1).filter(isNumber);
    const [word, ...more] = words.slice(1).filter((given) => !isNumber(given));
    const exercises = [...numbers, ...(flags.exercise === undefined ? [] : [flags.exercise])];
    if (exercises.length > 1 || more.length > 0)
      throw new UsageError(`One exercise can be graded alone, or all of them.`, `Type ${inSentence(usage)}.`);
    const subject = await subjectOf({ lesson, definition }, word, flags, context);
    const exercise = exerciseOf(exercises[0], definition);
    const seed = seedOf(flags.seed);
    const reporter = await reporterOf(flags.reporter, flags.json === true);
    if ("url" in subject && (flags.isolation !== undefined || flags["require-isolation"] === true))
      throw new UsageError("A server that already runs cannot be put into a sandbox.", "Leave out --url.");
    const isolation = await isolationForOne(flags, context);
    const checked = interruptible(async (signal) => {
      const options = {
        workbook,
        lesson,
        display: subject.display,
        signal,
        ...(exercise === undefined ? {} : { exercise }),
        ...(seed === undefined ? {} : { seed }),
      };
      const verdict = await (
        "url" in subject
          ? gradeUrl({ ...options, url: subject.url })
          : gradeIn(isolation, { ...options, submission: subject.folder, diagnose: true })
      ).catch((error: unknown) => {
        if (error instanceof UrlError) throw new UsageError(error.message);
        throw error;
      });
      const text =
        reporter !== undefined
          ? reporter.render(verdict, { token: randomUUID() })
          : await reportFor(
              verdict,
              lesson,
              definition,
              subject.isLearner,
              { again: againFor(lesson, subject, flags, exercise), all: againFor(lesson, subject, flags) },
              flags.output === undefined ? context : { ...context, color: false },
            );
      if (flags.output === undefined) print(text, reporter, context);
      else await writeReport(path.resolve(context.cwd, flags.output), text, context);
      if (reporter?.also !== undefined)
        await appendTo(context.env[reporter.also.variable], reporter.also.render(verdict), context);
      printNotices(
        await saveVerdict(
          workbook,
          verdict,
          definition.exercises.map(({ id }) => id),
          subject.isLearner,
        ),
        context,
      );
      return exitCode(verdict);
    });
    try {
      return await checked;
    } finally {
      if ("folder" in subject) await subject.remove();
    }
  },
});

function isNumber(word: string): boolean {
  return /^\d+$/.test(word);
}

type Subject = { readonly display: string; readonly isLearner: boolean } & (
  | { readonly folder: string; remove(): Promise<void> }
  | { readonly url: string }
);

/** The submission to grade: the learner's folder unless another one is named. */
async function subjectOf(
  { lesson, definition }: { readonly lesson: Lesson; readonly definition: LessonDefinition },
  word: string | undefined,
  { submission, url }: { readonly submission?: string | undefined; readonly url?: string | undefined },
  context: Context,
): Promise<Subject> {
  const { workbook } = context;
  if (word !== undefined && word !== "solution")
    throw new UsageError(
      `${quoteWord(word)} cannot be checked.`,
      `After the lesson, give the number of an exercise or the word solution; name another folder with -- --submission.`,
    );
  const named = [word, submission, url].filter((given) => given !== undefined);
  if (named.length > 1)
    throw new UsageError("The solution, --submission and --url each name what to grade.", "Use one of them.");
  if (url !== undefined) return { display: url, isLearner: false, url };
  if (word !== undefined)
    return {
      display: displayPath(workbook.root, lesson.solution),
      isLearner: false,
      folder: lesson.solution,
      remove: async () => {},
    };
  const isLearner = submission === undefined || path.resolve(context.cwd, submission) === lesson.folder;
  const own = displayPath(workbook.root, lesson.folder);
  const advice = isLearner
    ? `npm run reset ${lesson.slug} puts the starter there.`
    : "--submission takes the folder that holds the server, or an archive of it.";
  const found = await namedSubmission(submission ?? own, submission === undefined ? { cwd: workbook.root } : context, {
    lesson,
    definition,
    advice,
  });
  return { ...found, display: isLearner ? own : found.display, isLearner };
}

function exerciseOf(given: string | undefined, { exercises }: LessonDefinition): number | undefined {
  if (given === undefined) return undefined;
  const found = exercises.find(({ id }) => String(id) === given);
  if (found === undefined)
    throw new UsageError(
      `There is no exercise ${quoteWord(given)}.`,
      `The exercises are ${listOf(
        exercises.map(({ id }) => String(id)),
        "and",
      )}.`,
    );
  return found.id;
}

/** Prints the output of a reporter; without one, the terminal report. */
function print(text: string, reporter: SubmissionReporter | undefined, { stdout }: Context): void {
  if (reporter?.extension === "json") stdout.writeJson(text);
  else if (reporter?.commands === true) stdout.writeWorkflowCommands(text);
  else stdout.write(text);
}

/** Appends to a file that an environment variable names, if it is set. */
async function appendTo(file: string | undefined, text: string, { stderr }: Context): Promise<void> {
  if (!file) return;
  await appendFile(file, text).catch((error: NodeJS.ErrnoException) =>
    stderr.write(`nothing was added to ${quoteWord(file)} (${error.code})\n`),
  );
}

/** The command that grades the same submission again: one exercise or all. */
function againFor(
  { slug, solution }: Lesson,
  subject: Subject,
  isolation: IsolationArguments,
  exercise?: number,
): string {
  const isSolution = "folder" in subject && subject.folder === solution;
  const words = [slug, ...(exercise === undefined ? [] : [String(exercise)]), ...(isSolution ? ["solution"] : [])];
  const named = subject.isLearner || isSolution ? {} : { ["url" in subject ? "url" : "submission"]: subject.display };
  const { isolation: level, "require-isolation": required } = isolation;
  return commandLine("check", words, { ...named, isolation: level, "require-isolation": required });
}

async function reportFor(
  verdict: Verdict,
  lesson: Lesson,
  definition: LessonDefinition,
  isLearner: boolean,
  commands: { readonly again: string; readonly all: string },
  { workbook, color, columns }: Context,
): Promise<string> {
  const next = lessonsOf(workbook, await readCourse(workbook))[lesson.number];
  return terminalReport(verdict, {
    color,
    columns,
    lessonFolder: displayPath(workbook.root, lesson.folder),
    solutionFolder: displayPath(workbook.root, lesson.solution),
    submissionIsLearner: isLearner,
    ...(isLearner ? { notStarted: await notStartedIn(verdict, lesson, definition) } : {}),
    quiz: definition.quiz.choices.length > 0,
    ...commands,
    ...(next === undefined ? {} : { next }),
  });
}

async function writeReport(file: string, text: string, { stderr }: Context): Promise<void> {
  await writeAtomic(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The report cannot be written to ${quoteWord(file)} (${error.code}).`);
  });
  stderr.write(`report written to ${file}\n`);
}
