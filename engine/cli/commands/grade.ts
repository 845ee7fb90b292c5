import path from "node:path";
import { loadDefinition } from "../../authored.ts";
import { defaultJobs } from "../../batch/jobs.ts";
import { yardstickOf } from "../../batch/yardstick.ts";
import { CLASS_FLAGS, reportingOf } from "../class-flags.ts";
import { defineCommand } from "../command.ts";
import { outputFolder } from "../finish-class.ts";
import { jobsOf, refuseOutputInside, selectionOf, shardOf } from "../grade-arguments.ts";
import { interruptible } from "../interrupt.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { runGrade } from "../run-grade.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const usage = "npm run grade <lesson> <folder of submissions> [-- flags]";

export const command = defineCommand({
  name: "grade",
  usage,
  summary: "grade a class: every folder and archive in a folder",
  flags: {
    ...CLASS_FLAGS,
    jobs: { type: "string", value: "N", about: "how many are graded at a time; what this machine bears otherwise" },
    only: { type: "string", value: "NAMES", about: "these submissions alone, separated by commas" },
    failed: { type: "boolean", about: "grade again whoever has not passed" },
    changed: { type: "boolean", about: "only what is new or different since the results in force" },
    force: { type: "boolean", about: "grade again also what has a result" },
    apply: { type: "boolean", about: "put results made with other checks into force" },
    shard: { type: "string", value: "I/N", about: "one of N parts of the class; npm run merge joins them" },
  },
  async run({ words, flags }, context) {
    refuseExtraWords(words, 2, usage);
    const [lessonWord, shown] = words;
    if (lessonWord === undefined || shown === undefined)
      throw new UsageError(
        lessonWord === undefined ? "Which lesson is to be graded?" : "Which folder holds the submissions?",
        `Type ${usage}.`,
      );
    const { workbook, home } = context;
    const lesson = await resolveLesson(workbook, lessonWord);
    const folder = path.resolve(context.cwd, shown);
    const fallback = path.join(workbook.state, "grades", lesson.slug, path.basename(folder));
    const place = outputFolder(flags.output, fallback, context);
    refuseOutputInside(folder, place.folder, shown);
    const definition = await loadDefinition(workbook, lesson);
    const job = {
      lesson,
      definition,
      yardstick: await yardstickOf({ lesson, definition, home, isolation: "process" }),
      folder,
      shown,
      place,
      selection: selectionOf(flags),
      shard: shardOf(flags.shard),
      jobs: jobsOf(flags.jobs) ?? defaultJobs(),
      apply: flags.apply === true,
      reporting: await reportingOf(flags, context),
    };
    return interruptible((signal) => runGrade(job, context, signal));
  },
});
