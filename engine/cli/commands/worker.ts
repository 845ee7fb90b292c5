import { loadDefinition } from "../../load-lesson-code.ts";
import { defaultJobs } from "../../batch/default-jobs.ts";
import { WorkerPool } from "../../workers/pool.ts";
import { knownSecret, SECRET_VARIABLE } from "../../batch/seeds.ts";
import { gradingConfigOf, type GradingConfig } from "../../batch/grading-config.ts";
import { NO_BOUNDARY } from "../../isolate/choose.ts";
import { lessonsOf, readCourse, type Lesson } from "../../lesson.ts";
import { listOf, quoteWord } from "../../text/suggest.ts";
import { Seal } from "../../queue/seal.ts";
import { serveQueue, type ServedLesson, type ServeEvent } from "../../queue/serve-queue.ts";
import { workerScratch } from "../../queue/worker-scratch.ts";
import { EXIT_PASSED } from "../../verdict.ts";
import { defineCommand, type Context } from "../command.ts";
import { jobsOf, STRETCH_FLAG, withUsageErrors } from "../grade/arguments.ts";
import { interruptible } from "../interrupt.ts";
import { ISOLATION_FLAGS, isolationOf } from "../isolation-argument.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { QUEUE_FLAG, QUEUE_PASSWORD_VARIABLE, queueAt } from "../grade/queue-flag.ts";
import { UsageError } from "../usage-error.ts";

const usage = "npm run worker [lesson...] -- --queue URL [flags]";
/** The default of BullMQ: longer than a pause of a busy machine, short enough to wait for. */
const LOCK_SECONDS = 30;
const MOST_LOCK_SECONDS = 3_600;
const KEY_SHOWN = 12;

export const command = defineCommand({
  name: "worker",
  usage,
  summary: "grade the jobs that npm run grade --queue puts into a queue",
  flags: {
    ...ISOLATION_FLAGS,
    ...STRETCH_FLAG,
    queue: QUEUE_FLAG,
    jobs: {
      type: "string",
      value: "N",
      about: "how many are graded at a time (default: as many as this machine can handle)",
    },
    lock: {
      type: "string",
      value: "SECONDS",
      about: "a worker that is silent for this long loses its jobs to another (default: 30)",
    },
  },
  async run({ words, flags }, context) {
    if (flags.queue === undefined)
      throw new UsageError("--queue is missing: it is the address of the queue.", `Type ${usage}.`);
    const isolation = await isolationOf(flags, context);
    const seal = new Seal(await secretOf(context));
    const requested = { isolation: isolation.level, stretch: flags.stretch === true };
    const lessons = await servedLessons(words, context, requested);
    const width = jobsOf(flags.jobs) ?? defaultJobs();
    const lockMs = lockOf(flags.lock) * 1_000;
    const say = (line: string) => context.stdout.write(`${line}\n`);
    const server = await queueAt(flags.queue, context, say);
    const scratch = await workerScratch();
    const secrets = { [QUEUE_PASSWORD_VARIABLE]: undefined, [SECRET_VARIABLE]: undefined };
    const workers = new WorkerPool(width, {
      environment: { ...context.env, ...secrets, TMPDIR: scratch.folder },
      isolation,
    });
    let isDrained = false;
    try {
      const code = await interruptible(async (signal) => {
        const { workbook } = context;
        const place = { workbook, lessons, workers, width, lockMs, scratch: scratch.folder };
        const stopped = aborted(signal);
        const serving = serveQueue({ server, seal, ...place, onEvent: (event) => say(lineOf(event)) });
        serving.catch(() => {});
        // The server may disconnect before the worker is registered.
        const served = await Promise.race([serving, stopped]);
        if (served === undefined) return EXIT_PASSED;
        const names = listOf(
          lessons.map(({ lesson }) => lesson.slug),
          "and",
        );
        say(
          `Listening to ${server.shown} for ${names}, ${width} at a time, isolation: ${isolation.level}${requested.stretch ? ", with the stretch probes" : ""}.`,
        );
        if (isolation.level === "process") say(`note: ${NO_BOUNDARY}`);
        await stopped;
        say("Finishing the running jobs; Ctrl-C again exits at once, and the queue gives the rest to other workers.");
        isDrained = await served.drain();
        if (!isDrained)
          say("The queue does not answer; when it is back, it gives the unfinished jobs to other workers.");
        return EXIT_PASSED;
      });
      // Being stopped is the normal end of a worker.
      return isDrained ? EXIT_PASSED : code;
    } finally {
      server.close();
      await (isDrained ? workers.close() : workers.stop());
      await scratch.remove();
    }
  },
});

/** @throws UsageError without a secret: the worker could neither verify a job nor sign a result */
async function secretOf({ workbook, env }: Context): Promise<string> {
  const secret = await withUsageErrors(knownSecret(workbook.state, env[SECRET_VARIABLE]));
  if (secret !== undefined) return secret;
  throw new UsageError(
    `${SECRET_VARIABLE} is missing: it proves that jobs and results are from this class.`,
    "Set it to the same value as where npm run grade runs; if it is not set there, use the line in .workbook/grading-secret.",
  );
}

/** The named lessons, or every built one. */
async function servedLessons(
  words: readonly string[],
  { workbook, projectRoot }: Context,
  requested: Pick<GradingConfig, "isolation" | "stretch">,
): Promise<ServedLesson[]> {
  const named = await Promise.all(words.map((word) => resolveLesson(workbook, word)));
  const built = lessonsOf(workbook, await readCourse(workbook)).filter((lesson) => lesson.built);
  const lessons = named.length > 0 ? named : built;
  return Promise.all(
    lessons.map(async (lesson: Lesson) => {
      const definition = await loadDefinition(workbook, lesson);
      const currentConfig = () => gradingConfigOf({ lesson, definition, projectRoot, ...requested });
      return { lesson, definition, currentConfig, config: await currentConfig() };
    }),
  );
}

function lockOf(given: string | undefined): number {
  if (given === undefined) return LOCK_SECONDS;
  const seconds = Number(given);
  if (!/^\d+$/.test(given) || seconds < 1 || seconds > MOST_LOCK_SECONDS)
    throw new UsageError(`${quoteWord(given)} is not a number of seconds.`, `Write 1 to ${MOST_LOCK_SECONDS}.`);
  return seconds;
}

function lineOf(event: ServeEvent): string {
  const key = event.key.slice(0, KEY_SHOWN);
  switch (event.kind) {
    case "graded":
      return event.state === "kept" ? `${key} graded` : `${key} to be graded again alone`;
    case "known":
      return `${key} was graded elsewhere already`;
    case "failed":
      return `${key} failed here: ${event.message}`;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
