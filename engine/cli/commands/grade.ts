import { mkdir } from "node:fs/promises";
import path from "node:path";
import { loadDefinition } from "../../load-lesson-code.ts";
import { defaultJobs } from "../../batch/default-jobs.ts";
import { gradingConfigOf } from "../../batch/grading-config.ts";
import { commandLine, flagWords } from "../command-line.ts";
import { CLASS_FLAGS, lessonPolicy, policyFile, reportingOf } from "../grade/class-flags.ts";
import { defineCommand, type Context, type FlagValues } from "../command.ts";
import { outputFolder } from "../grade/finish.ts";
import {
  decisionsOf,
  earlierFolders,
  jobsOf,
  refuseOutputInside,
  selectionOf,
  shardOf,
  STRETCH_FLAG,
} from "../grade/arguments.ts";
import { interruptible } from "../interrupt.ts";
import { ISOLATION_FLAGS, isolationElsewhere, isolationOf } from "../isolation-argument.ts";
import { lessonClasses, type LessonClass } from "../grade/lessons.ts";
import type { GradeRequest } from "../grade/request.ts";
import { lessonsCsv, type LessonResults } from "../../report/export/lessons-csv.ts";
import { displayPath } from "../../state/display-path.ts";
import { writeAtomic } from "../../state/write-atomic.ts";
import { EXIT_PASSED } from "../../verdict.ts";
import { QUEUE_FLAG } from "../grade/queue-flag.ts";
import { runGrade } from "../grade/run.ts";
import { UsageError } from "../usage-error.ts";
import { inSentence } from "../words.ts";

const usage =
  "npm run grade <lesson> [<lesson>...] <folder of submissions> [-- flags]\n  npm run grade <folder with a folder for each lesson> [-- flags]";

const FLAGS = {
  ...CLASS_FLAGS,
  output: { ...CLASS_FLAGS.output, about: "where results are stored (default: .workbook/grades/<lesson>/<folder>)" },
  ...ISOLATION_FLAGS,
  jobs: {
    type: "string",
    value: "N",
    about: "how many are graded at a time (default: as many as this machine can handle)",
  },
  only: {
    type: "string",
    value: "NAMES",
    about: "grade only these, separated by commas: submissions, or students by id, e-mail address or name",
  },
  decide: {
    type: "string",
    value: "WHO=WHAT",
    multiple: true,
    about: "settle what needs a decision: WHO=PATH grades that folder or file, else WHO=zero, WHO=excused or WHO=undo",
  },
  failed: { type: "boolean", about: "grade again those that have not passed" },
  changed: { type: "boolean", about: "grade only what is new or has changed since the results in force" },
  force: { type: "boolean", about: "also grade again what already has a result" },
  apply: { type: "boolean", about: "put results made with other checks into force" },
  ...STRETCH_FLAG,
  against: {
    type: "string",
    value: "DIR",
    multiple: true,
    about: "also name submissions that are like earlier work: one, or a class of them",
  },
  shard: { type: "string", value: "I/N", about: "grade one of N parts of the class; npm run merge joins them" },
  queue: QUEUE_FLAG,
} as const;

export const command = defineCommand({
  name: "grade",
  usage,
  summary: "grade a class: every folder and archive in a folder",
  flags: FLAGS,
  async run({ words, flags }, context) {
    const classes = await lessonClasses(words, inSentence(usage), context);
    const base = flags.output === undefined ? undefined : outputFolder(flags.output, "", context).folder;
    if (classes.length > 1 && flags.assignment !== undefined)
      throw new UsageError(
        "--assignment names the column of one lesson.",
        "Grade each lesson with a command of its own.",
      );
    if (classes.length > 1 && flags.decide !== undefined)
      throw new UsageError(
        "--decide settles a submission of one lesson.",
        "Grade that lesson with a command of its own.",
      );
    // Several lessons have a folder each in the one that --output names.
    const outputOf = ({ lesson }: LessonClass) =>
      base === undefined || classes.length === 1 ? flags.output : path.join(base, lesson.slug);
    const jobs: GradeRequest[] = [];
    for (const one of classes) jobs.push(await requestOf(one, { words, flags, output: outputOf(one) }, context));
    return interruptible(async (signal) => {
      const runs: LessonResults[] = [];
      let exitCode = EXIT_PASSED;
      for (const [index, job] of jobs.entries()) {
        if (signal.aborted) break;
        if (index > 0 && !job.reporting.json) context.stdout.write("\n");
        const { list, ...run } = await runGrade(job, context, signal);
        exitCode = Math.max(exitCode, run.exitCode);
        runs.push({ lesson: job.lesson.slug, results: list.results, unjudged: list.unjudged });
      }
      const [first] = jobs;
      if (runs.length > 1 && first !== undefined) await writeGradebook(runs, first, base, context);
      return exitCode;
    });
  },
});

/** Writes one gradebook for all lessons, and says where. @param base the folder that --output names, absolute */
async function writeGradebook(
  runs: readonly LessonResults[],
  { reporting, folder }: GradeRequest,
  base: string | undefined,
  { workbook, stdout, stderr }: Context,
): Promise<void> {
  const name = `gradebook${reporting.anonymous ? "-anonymous" : ""}.csv`;
  const target = base ?? path.join(workbook.state, "grades", "gradebooks", path.basename(path.dirname(folder)));
  await mkdir(target, { recursive: true });
  await writeAtomic(path.join(target, name), lessonsCsv(runs, reporting.sort));
  const sentence = `The scores of all ${runs.length} lessons are in ${displayPath(workbook.root, path.join(target, name))}.\n`;
  if (reporting.json) stderr.write(sentence);
  else stdout.write(`\n  ${sentence}`);
}

interface Given {
  readonly words: readonly string[];
  readonly flags: FlagValues<typeof FLAGS>;
  /** The output folder of this lesson as given or derived; undefined for the default. */
  readonly output: string | undefined;
}

/** Reads everything that the flags name, so that a mistake is reported before an hour of grading. @throws UsageError */
async function requestOf(
  { lesson, folder, shown }: LessonClass,
  { words, flags, output }: Given,
  context: Context,
): Promise<GradeRequest> {
  const { workbook, projectRoot } = context;
  const fallback = path.join(workbook.state, "grades", lesson.slug, path.basename(folder));
  const place = outputFolder(output, fallback, context);
  refuseOutputInside(folder, place.folder, shown);
  const definition = await loadDefinition(workbook, lesson);
  const selection = selectionOf(flags);
  const shard = shardOf(flags.shard);
  const jobs = jobsOf(flags.jobs) ?? defaultJobs();
  const against = await earlierFolders(flags.against ?? [], context);
  const reporting = await reportingOf(flags, context);
  const { decide, ...others } = flags;
  // Which submissions were graded, and how the class is shown, does not matter for what is typed next.
  const again = {
    ...others,
    only: undefined,
    failed: undefined,
    changed: undefined,
    force: undefined,
    json: undefined,
  };
  const exercises = async () => definition.exercises.map(({ id }) => id);
  const policy = await lessonPolicy(flags.policy, folder, { slug: lesson.slug, exercises }, context);
  const isolation = await (flags.queue === undefined ? isolationOf : isolationElsewhere)(flags, context);
  const stretch = flags.stretch === true;
  return {
    lesson,
    definition,
    isolation,
    config: await gradingConfigOf({ lesson, definition, projectRoot, isolation: isolation.level, stretch }),
    folder,
    shown,
    place,
    selection,
    shard,
    jobs,
    queue: flags.queue,
    apply: flags.apply === true,
    decide: decisionsOf(decide),
    against,
    applyCommand: commandLine("grade", words, { ...again, apply: true }),
    decideCommand: commandLine("grade", [lesson.slug, shown], { ...again, output, decide: "ID=PATH" }),
    reporting,
    policy,
    policyFile: policyFile(flags.policy, folder, context),
    again: ["grade", lesson.slug, shown, ...flagWords({ ...again, output })],
  };
}
