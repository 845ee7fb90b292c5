import path from "node:path";
import { loadDefinition } from "../../load-lesson-code.ts";
import { defaultJobs } from "../../batch/jobs.ts";
import { gradingConfigOf } from "../../batch/grading-config.ts";
import { CLASS_FLAGS, reportingOf } from "../grade/class-flags.ts";
import { defineCommand } from "../command.ts";
import { outputFolder } from "../grade/finish.ts";
import { decisionsOf, jobsOf, refuseOutputInside, selectionOf, shardOf, STRETCH_FLAG } from "../grade/arguments.ts";
import { interruptible } from "../interrupt.ts";
import { ISOLATION_FLAGS, isolationElsewhere, isolationOf } from "../isolation-argument.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { QUEUE_FLAG } from "../grade/queue-flag.ts";
import { runGrade } from "../grade/run.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run grade <lesson> <folder of submissions> [-- flags]";

export const command = defineCommand({
  name: "grade",
  usage,
  summary: "grade a class: every folder and archive in a folder",
  flags: {
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
      about:
        "settle what needs a decision: WHO=PATH grades that folder or file, else WHO=zero, WHO=excused or WHO=undo",
    },
    failed: { type: "boolean", about: "grade again those that have not passed" },
    changed: { type: "boolean", about: "grade only what is new or has changed since the results in force" },
    force: { type: "boolean", about: "also grade again what already has a result" },
    apply: { type: "boolean", about: "put results made with other checks into force" },
    ...STRETCH_FLAG,
    shard: { type: "string", value: "I/N", about: "grade one of N parts of the class; npm run merge joins them" },
    queue: QUEUE_FLAG,
  },
  async run({ words, flags }, context) {
    refuseExtraWords(words, 2, usage);
    const [lessonWord, shown] = words;
    if (lessonWord === undefined || shown === undefined)
      throw new UsageError(
        lessonWord === undefined ? "Which lesson should be graded?" : "Which folder contains the submissions?",
        `Type ${usage}.`,
      );
    const { workbook, projectRoot } = context;
    const lesson = await resolveLesson(workbook, lessonWord);
    const folder = path.resolve(context.cwd, shown);
    const fallback = path.join(workbook.state, "grades", lesson.slug, path.basename(folder));
    const place = outputFolder(flags.output, fallback, context);
    refuseOutputInside(folder, place.folder, shown);
    const definition = await loadDefinition(workbook, lesson);
    const selection = selectionOf(flags);
    const shard = shardOf(flags.shard);
    const jobs = jobsOf(flags.jobs) ?? defaultJobs();
    const reporting = await reportingOf(flags, context);
    const isolation = await (flags.queue === undefined ? isolationOf : isolationElsewhere)(flags, context);
    const stretch = flags.stretch === true;
    const job = {
      lesson,
      definition,
      isolation,
      config: await gradingConfigOf({ lesson, definition, projectRoot, isolation: isolation.level, stretch }),
      folder,
      shown,
      place,
      output: flags.output,
      selection,
      shard,
      jobs,
      queue: flags.queue,
      apply: flags.apply === true,
      decide: decisionsOf(flags.decide),
      reporting,
    };
    return interruptible((signal) => runGrade(job, context, signal));
  },
});
