/** The course of `grade`: take in, grade, list as a set, settle which set is in force, report. */
import { collectSet, verdictsOf } from "../batch/collect-set.ts";
import { gradeClass, type ClassOutcome } from "../batch/grade-class.ts";
import { Lanes } from "../batch/lanes.ts";
import { LocalGrader } from "../batch/local-grader.ts";
import { openOutput, type Output } from "../batch/output.ts";
import { peopleIn, planClass, type ClassPlan } from "../batch/plan-class.ts";
import { gradingSecret, SECRET_VARIABLE } from "../batch/seeds.ts";
import { settleSet } from "../batch/settle-set.ts";
import { similarInClass } from "../batch/similar-in-class.ts";
import { setName } from "../batch/yardstick.ts";
import { EXIT_CANNOT_GRADE, EXIT_PASSED, type Verdict } from "../verdict.ts";
import { ClassProgress } from "./class-progress.ts";
import type { Context } from "./command.ts";
import { finishClass } from "./finish-class.ts";
import { refuseUnknownNames, told } from "./grade-arguments.ts";
import type { GradeJob } from "./grade-job.ts";
import { againLine, aloneLine, closingSentences, differenceText, faultLine, headText } from "./grade-text.ts";

/**
 * Returns the exit code: 0 when everybody has a result, whatever it is; 2 when the workbook failed on somebody, or a set
 * that was to come into force could not.
 */
export async function runGrade(job: GradeJob, context: Context, signal: AbortSignal): Promise<number> {
  const output = await told(openOutput(job.place.folder, job.place.shown));
  try {
    const startedAt = performance.now();
    const secret = await told(gradingSecret(context.workbook.state, context.env[SECRET_VARIABLE]));
    const plan = await told(planClass({ ...job, secret, output, signal }));
    const here = plan.units.flatMap(({ names }) => names);
    refuseUnknownNames(job.selection, plan.handedIn, here);
    if (!job.reporting.json) context.stdout.write(headText(job, plan, context));
    const verdictsBefore = await aboutToBeReplaced(output, job, plan);
    const outcome = await gradeAll(job, plan, output, context, signal);

    const { yardstick, lesson, shard } = job;
    const head = { name: setName(yardstick), yardstick, title: lesson.title, folder: job.shown };
    const collected = await collectSet(output, { ...head, ...(shard === undefined ? {} : { shard }) }, plan.units);
    const apply = job.apply && !signal.aborted;
    const settled = await settleSet(output, collected, { before: plan.inForce, verdictsBefore, apply });
    const run = { outcome, durationMs: Math.round(performance.now() - startedAt), stopped: signal.aborted };
    await output.journal.add({
      event: "ended",
      set: head.name,
      graded: outcome.kept,
      kept: plan.units.length - plan.toGrade.length,
      durationMs: run.durationMs,
    });
    // A part of a class has pairs only by chance.
    const isWhole = shard === undefined && !signal.aborted;
    await finishClass(
      {
        collected,
        handedIn: plan.handedIn,
        reporting: job.reporting,
        difference: settled.difference && {
          value: settled.difference,
          text: differenceText(job, plan, settled.difference, context),
        },
        similar: isWhole ? await similarInClass(plan.units, lesson, job.definition) : undefined,
        closing: closingSentences(job, plan, settled, run),
      },
      context,
    );
    return outcome.faults.length > 0 || (apply && !settled.inForce) ? EXIT_CANNOT_GRADE : EXIT_PASSED;
  } finally {
    await output.close();
  }
}

/** What the set in force says, when gradings of this command may say something else under the same keys. */
async function aboutToBeReplaced(
  output: Output,
  { yardstick, selection }: GradeJob,
  { inForce }: ClassPlan,
): Promise<ReadonlyMap<string, Verdict> | undefined> {
  const isReplaced = selection.force === true || selection.failed === true;
  return isReplaced && inForce?.name === setName(yardstick) ? verdictsOf(output, inForce) : undefined;
}

async function gradeAll(
  { lesson, definition, jobs, selection, reporting }: GradeJob,
  { toGrade }: ClassPlan,
  { results, faults, journal, scratch }: Output,
  { workbook, env, stdout, stderr }: Context,
  signal: AbortSignal,
): Promise<ClassOutcome> {
  if (toGrade.length === 0) return { kept: 0, faults: [] };
  const width = Math.min(jobs, toGrade.length);
  const lanes = new Lanes(width, { environment: { ...env, TMPDIR: scratch } });
  const progress = new ClassProgress({
    stream: reporting.json ? stderr : stdout,
    total: peopleIn(toGrade),
  });
  try {
    const replace = selection.force === true || selection.failed === true;
    const kept = { store: results, faults, replace };
    return await gradeClass(toGrade, {
      grader: new LocalGrader({ workbook, lesson, definition, lanes, width, signal, ...kept }),
      journal,
      signal,
      onEvent: (event) => {
        if (event.kind === "alone") return progress.say(aloneLine(event.count));
        const people = event.unit.names.length;
        if (event.kind === "kept") return progress.add(people);
        if (event.kind === "fault") {
          progress.say(faultLine(event.unit, event.verdict));
          progress.add(people);
        } else if (event.verdict.outcome === "grader-error") progress.say(againLine(event.unit, event.verdict));
      },
    });
  } finally {
    progress.end();
    if (signal.aborted) await lanes.stop();
    const { processes } = await lanes.close();
    if (processes > 0) stderr.write(`note: processes that submissions had left behind were ended (${processes})\n`);
  }
}
