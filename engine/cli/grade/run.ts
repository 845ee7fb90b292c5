/** The steps of `grade`: read the class, grade it, list the results as a set, choose the active set, report. */
import path from "node:path";
import { collectSet, verdictsOf } from "../../batch/collect-set.ts";
import { gradeClass, type ClassOutcome } from "../../batch/grade-class.ts";
import { Pseudonyms } from "../../batch/pseudonyms.ts";
import { openOutputFolder, type OutputFolder } from "../../batch/output-folder.ts";
import { peopleIn, planClass, type ClassPlan } from "../../batch/plan-class.ts";
import { gradingSecret, SECRET_VARIABLE } from "../../batch/seeds.ts";
import { activateSet } from "../../batch/activate-set.ts";
import type { ClassList } from "../../batch/class-list.ts";
import { classCode, CODE_FILE } from "../../batch/class-code.ts";
import { writeClassCode } from "../../similar/class-code.ts";
import { similarWork } from "../../similar/similar-work.ts";
import { isSelective } from "../../batch/select.ts";
import { setName } from "../../batch/grading-config.ts";
import type { OpenQueue } from "../../queue/open-queue.ts";
import { Seal } from "../../queue/seal.ts";
import { isAnyChange } from "../../report/difference.ts";
import { pageFor } from "../../text/layout.ts";
import { EXIT_CANNOT_GRADE, EXIT_PASSED, type Verdict } from "../../verdict.ts";
import { ClassProgress } from "./progress.ts";
import { attemptIn } from "./class-flags.ts";
import type { Context } from "../command.ts";
import { finishClass } from "./finish.ts";
import { refuseUnknownNames, withUsageErrors } from "./arguments.ts";
import type { GradeRequest } from "./request.ts";
import { againLine, aloneLine, closingSentences, comparedWith, faultLine, headText } from "./sentences.ts";
import { openWorkers, openQueueGrader } from "./open-grader.ts";
import { queueAt } from "./queue-flag.ts";

export interface GradeRun {
  readonly exitCode: number;
  /** The class as it was shown. */
  readonly list: ClassList;
}

/**
 * The exit code is 0 when every submission has a result, whatever it is; 2 when the workbook failed on one, the
 * instructor has to decide about one, or a set that was to be activated could not be.
 */
export async function runGrade(job: GradeRequest, context: Context, signal: AbortSignal): Promise<GradeRun> {
  // First, because a class is useless without a queue. Its notices must not overwrite the progress line.
  const notices: Notices = { say: (sentence) => context.stderr.write(`${sentence}\n`) };
  const queue =
    job.queue === undefined ? undefined : await queueAt(job.queue, context, (sentence) => notices.say(sentence));
  const output = await withUsageErrors(openOutputFolder(job.place.folder, job.place.shown)).catch((error: unknown) => {
    queue?.close();
    throw error;
  });
  try {
    const startedAt = performance.now();
    const secret = await withUsageErrors(gradingSecret(context.workbook.state, context.env[SECRET_VARIABLE]));
    const { who } = job.reporting;
    const attempt = attemptIn(job.reporting, job.policy);
    const plan = await withUsageErrors(planClass({ ...job, who, attempt, cwd: context.cwd, output, secret, signal }));
    const here = plan.gradingJobs.flatMap(({ names }) => names);
    refuseUnknownNames(plan.selection, plan.handedIn, [...here, ...plan.ungraded.map(({ name }) => name)]);
    // Those that do not count are named all the same, in the remarks.
    const allNames = [...new Set([...plan.handedIn, ...plan.attempts.flatMap(({ names }) => names)])];
    const pseudonyms = job.reporting.anonymous ? new Pseudonyms(secret, allNames, plan.match) : undefined;
    const shown = (text: string) => pseudonyms?.text(text) ?? text;
    if (!job.reporting.json) context.stdout.write(shown(headText(job, plan, context)));
    const verdictsBefore = await lastVerdicts(output, job, plan);
    const outcome = await gradeAll(job, plan, output, context, signal, {
      queue,
      seal: new Seal(secret),
      notices,
      shown,
    });

    const { config, lesson, shard } = job;
    const head = { name: setName(config), config, title: lesson.title, folder: job.shown };
    const collected = await collectSet(
      output,
      { ...head, ...(shard === undefined ? {} : { shard, handedIn: plan.handedIn }) },
      plan.gradingJobs,
      plan,
    );
    const apply = job.apply && !signal.aborted;
    const activation = await activateSet(output, collected, {
      before: plan.inForce,
      verdictsBefore,
      decided: plan.decided,
      apply,
    });
    const stopped = signal.aborted;
    const lost = stopped ? 0 : withoutResult(plan, collected.verdicts);
    const run = { outcome, lost, durationMs: Math.round(performance.now() - startedAt), stopped };
    await output.journal.add({
      event: "ended",
      set: head.name,
      graded: outcome.kept,
      kept: plan.gradingJobs.length - plan.toGrade.length,
      durationMs: run.durationMs,
    });
    const { scratch } = output;
    // What is left to do after Ctrl-C needs no earlier work, and taking that in would be refused.
    const against = signal.aborted ? [] : job.against;
    const code = await withUsageErrors(classCode(plan.gradingJobs, { ...job, against, scratch, signal }));
    await writeClassCode(path.join(collected.folder, CODE_FILE), code);
    // Similar work needs the whole class; npm run merge looks for it when this is a shard.
    const isWhole = shard === undefined && !signal.aborted;
    const isOther = plan.inForce !== undefined && plan.inForce.name !== head.name;
    // A run that changes nothing has nothing to say; other checks that change nothing are news.
    const changes =
      activation.difference && (isOther || isAnyChange(activation.difference)) ? activation.difference : undefined;
    const list = await finishClass(
      {
        collected,
        class: { handedIn: plan.handedIn, match: plan.match, attempts: plan.attempts, attempt },
        decideCommand: job.decideCommand,
        reporting: job.reporting,
        policy: job.policy,
        policyFile: job.policyFile,
        again: { cwd: context.cwd, words: [...job.again] },
        difference: changes && { value: changes, against: comparedWith(job, plan) },
        pseudonyms,
        similar: isWhole ? similarWork(code) : undefined,
        closing: closingSentences(job, plan, activation, run),
      },
      context,
    );
    const isAsked = plan.ungraded.some(({ outcome }) => outcome === "needs-a-decision");
    const isComplete = outcome.faults.length === 0 && lost === 0 && !isAsked;
    return { exitCode: isComplete && (activation.inForce || !apply) ? EXIT_PASSED : EXIT_CANNOT_GRADE, list };
  } finally {
    queue?.close();
    await output.close();
  }
}

/**
 * How many submissions should have a result now but have none, because what was in the output folder could not be read or
 * was removed meanwhile. Submissions excluded by flags such as `--only` may be without one.
 */
function withoutResult({ gradingJobs, toGrade, selection }: ClassPlan, verdicts: ReadonlyMap<string, Verdict>): number {
  const expected = isSelective(selection) ? toGrade : gradingJobs;
  return expected.flatMap(({ names }) => names).filter((name) => !verdicts.has(name)).length;
}

interface Notices {
  say: (sentence: string) => void;
}

/**
 * The verdicts of the active set, read before this command adds results or replaces some; undefined when another set is
 * graded, whose results do not change them.
 */
async function lastVerdicts(
  output: OutputFolder,
  { config }: GradeRequest,
  { inForce }: ClassPlan,
): Promise<ReadonlyMap<string, Verdict> | undefined> {
  return inForce?.name === setName(config) ? verdictsOf(output, inForce) : undefined;
}

async function gradeAll(
  job: GradeRequest,
  { toGrade }: ClassPlan,
  output: OutputFolder,
  context: Context,
  signal: AbortSignal,
  {
    queue,
    seal,
    notices,
    shown,
  }: {
    readonly queue: OpenQueue | undefined;
    readonly seal: Seal;
    readonly notices: Notices;
    /** A line as it may be shown. */
    readonly shown: (line: string) => string;
  },
): Promise<ClassOutcome> {
  const { stdout, stderr } = context;
  if (toGrade.length === 0) return { kept: 0, faults: [] };
  const options = { job, output, gradingJobs: toGrade.length, context, signal };
  const opened =
    queue === undefined
      ? openWorkers(options)
      : openQueueGrader(options, queue, seal, (sentence) => notices.say(sentence));
  const progress = new ClassProgress({ stream: job.reporting.json ? stderr : stdout, total: peopleIn(toGrade) });
  notices.say = (sentence) => progress.say(sentence);
  const page = pageFor(context);
  try {
    return await gradeClass(toGrade, {
      grader: opened.grader,
      journal: output.journal,
      signal,
      onEvent: (event) => {
        if (event.kind === "alone") return progress.say(aloneLine(event.count, page));
        const people = event.gradingJob.names.length;
        if (event.kind === "kept") return progress.add(people);
        if (event.kind === "fault") {
          progress.say(shown(faultLine(event.gradingJob, event.verdict, page)));
          progress.add(people);
        } else if (event.verdict.outcome === "grader-error")
          progress.say(shown(againLine(event.gradingJob, event.verdict, page)));
      },
    });
  } finally {
    progress.end();
    const left = await opened.close();
    if (left > 0) stderr.write(`note: processes that submissions had left behind were ended (${left})\n`);
  }
}
