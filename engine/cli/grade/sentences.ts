/** The sentences that `grade` prints. */
import type { ClassOutcome } from "../../batch/grade-class.ts";
import { peopleIn, type ClassPlan } from "../../batch/plan-class.ts";
import { isSelective } from "../../batch/select.ts";
import type { Activation } from "../../batch/activate-set.ts";
import type { GradingJob } from "../../batch/grading-job.ts";
import { NO_BOUNDARY, type Chosen } from "../../isolate/choose.ts";
import { listOf } from "../../text/suggest.ts";
import { plainLine } from "../../report/export/plain.ts";
import { hang, pageFor, type Page } from "../../text/layout.ts";
import { count, seconds } from "../../text/phrases.ts";
import type { Verdict } from "../../verdict.ts";
import { changesOf, setName } from "../../batch/grading-config.ts";
import { rateText } from "./progress.ts";
import type { Context } from "../command.ts";
import type { GradeRequest } from "./request.ts";

const IGNORED_NAMED = 5;

/** What was found and what will be graded. */
export function headText(
  { lesson, shown, shard, jobs, queue, isolation }: GradeRequest,
  plan: ClassPlan,
  context: Context,
): string {
  const page = pageFor(context);
  const people = peopleIn(plan.gradingJobs) + plan.ungraded.length;
  const now = peopleIn(plan.toGrade);
  const part = shard === undefined ? "" : ` (shard ${shard.number} of ${shard.of})`;
  const how = queue === undefined ? `${Math.min(jobs, plan.toGrade.length)} at a time` : "by the queue's workers";
  const alike = now - plan.toGrade.length;
  const facts = [
    `${count(people, "submission")} in ${plainLine(shown, 200)}${part}`,
    now === 0 ? "nothing to grade" : `${now} to grade, ${how}`,
    ...(now === 0 || isolation.level === "process" ? [] : [`isolation: ${isolation.level}`]),
    ...(alike === 0 ? [] : [`${alike} of them identical to another one and graded with it`]),
  ];
  const ignored = plan.ignored.slice(0, IGNORED_NAMED).map(({ name, why }) => `${plainLine(name, 80)} ${why}.`);
  const more = plan.ignored.length - ignored.length;
  return [
    ...hang(page, `${page.colors.bold(lesson.slug)}  `, lesson.title, { rest: "  " }),
    ...hang(page, "  ", facts.join(" · ")),
    ...[...ignored, ...(more > 0 ? [`${more} more that are not submissions.`] : [])].flatMap((sentence) =>
      hang(page, "  ignored: ", sentence),
    ),
    ...(now === 0 ? [] : boundaryLines(isolation, page)),
    "",
    "",
  ].join("\n");
}

/** What the level `process` does not protect from, and how to get more. */
function boundaryLines({ level, refusal }: Chosen, page: Page): string[] {
  if (level !== "process") return [];
  const better = refusal === undefined ? "" : ` Nothing stronger works here: ${refusal.cause}. ${refusal.fix}`;
  return hang(page, "  ", `${NO_BOUNDARY}.${better}`, { rest: "    ", text: page.colors.yellow });
}

/** The workbook failed on a submission for the first time. */
export function againLine({ names }: GradingJob, verdict: Verdict, page: Page): string {
  return text(page, `${named(names)}: not graded, tried again at the end (${why(verdict)})`);
}

/** The second gradings begin, each with nothing else running. */
export function aloneLine(number: number, page: Page): string {
  return text(page, `again, one at a time: ${number} with an uncertain result or a grader error`);
}

/** The workbook failed on a submission for the second time. */
export function faultLine({ names }: GradingJob, verdict: Verdict, page: Page): string {
  return text(page, `${named(names)}: NOT GRADED (${why(verdict)})`);
}

function text(page: Page, sentence: string): string {
  return hang(page, "  ", sentence, { rest: "    " }).join("\n");
}

/** What the results are compared with, as a phrase. */
export function comparedWith({ config }: GradeRequest, { inForce }: ClassPlan): string {
  const changes = inForce === undefined ? [] : changesOf(inForce.config, config);
  return changes.length === 0
    ? "the last run"
    : `the set in force, ${inForce?.name}, now with ${listOf(changes, "and")}`;
}

/** The outcome and what to do next, one sentence each. */
export function closingSentences(
  job: GradeRequest,
  plan: ClassPlan,
  { inForce, difference }: Activation,
  {
    outcome,
    lost: withoutResult,
    durationMs,
    stopped,
  }: {
    readonly outcome: ClassOutcome;
    /** How many submissions lack a result that they should have. */
    readonly lost: number;
    readonly durationMs: number;
    readonly stopped: boolean;
  },
): string[] {
  const { kept, faults } = outcome;
  const before = peopleIn(plan.gradingJobs) - peopleIn(plan.toGrade);
  const speed = kept > 1 ? `, ${rateText(kept / (durationMs / 1000))}` : "";
  const lost = difference?.lost ?? [];
  const sentences = [
    kept === 0 && faults.length === 0 && !stopped
      ? `Nothing was graded${withoutResult > 0 ? "" : isSelective(plan.selection) ? ": no selected submission needs it" : ": everything that can be graded has a result already"}.`
      : `${count(kept, "grading")} in ${seconds(durationMs)}${speed}${before === 0 ? "" : `; ${before} had a result already`}.`,
  ];
  const asked = plan.ungraded.filter((entry) => entry.outcome === "needs-a-decision").length;
  if (asked > 0)
    sentences.push(
      `${asked === 1 ? "One needs" : `${asked} need`} a decision and ${asked === 1 ? "has" : "have"} no score until then.`,
    );
  if (faults.length > 0)
    sentences.push(
      `The workbook failed on ${faults.length}. These do not get a zero; the same command tries them again.`,
    );
  if (withoutResult > 0)
    sentences.push(
      `${withoutResult} of them have no result, because their files in the output folder cannot be read. ` +
        "The same command grades them again.",
    );
  if (stopped)
    sentences.push(`Stopped before the end. Results so far are kept, and the same command continues with the rest.`);
  else if (inForce && job.apply && difference !== undefined && plan.inForce?.name !== setName(job.config))
    sentences.push("These results are in force now.");
  else if (!inForce && job.apply)
    sentences.push(
      `The set in force stays: ${listOf(
        lost.slice(0, 5).map((name) => plainLine(name, 80)),
        "and",
      )}${lost.length > 5 ? " and others" : ""} would lose a result by the new one.`,
    );
  else if (!inForce) sentences.push(`The set in force stays. To put this one into force: ${job.applyCommand}`);
  return sentences;
}

function named(names: readonly string[]): string {
  const [first = ""] = names;
  return plainLine(first, 80) + (names.length > 1 ? ` and ${count(names.length - 1, "other")}` : "");
}

function why({ reason }: Verdict): string {
  return plainLine(reason?.message ?? "no reason is known", 200);
}
