/**
 * Grades the jobs of a class, several at a time, and then some of them again, one at a time: those that ended in a
 * grader error and those whose verdict depends on timing.
 */
import type { Verdict } from "../verdict.ts";
import { agree } from "./comparable-verdict.ts";
import type { Grading } from "./grade-one.ts";
import { inParallel } from "./in-parallel.ts";
import type { Journal } from "./journal.ts";
import type { GradingJob } from "./grading-job.ts";

export interface HowToGrade {
  /** Whether nothing else is graded on that machine at the same time. */
  readonly alone: boolean;
  /** How many times this job was graded before. */
  readonly before: number;
  /** Whether to use a process that has graded nothing before, because another one failed on this job. */
  readonly fresh: boolean;
}

/** Grades jobs: in worker processes on this machine, or on machines that take them from a queue. */
export interface Grader {
  /** How many jobs it takes at a time. */
  readonly width: number;
  /**
   * @throws the signal's reason when it was aborted
   */
  grade(gradingJob: GradingJob, how: HowToGrade): Promise<Grading>;
  /** Stores a doubtful verdict after all. */
  acceptResult(gradingJob: GradingJob, verdict: Verdict): Promise<void>;
  /** Stores a grader error. */
  recordFault(gradingJob: GradingJob, verdict: Verdict): Promise<void>;
}

export type ClassEvent =
  | { readonly kind: "kept"; readonly gradingJob: GradingJob; readonly verdict: Verdict }
  /** It will be graded again, alone. */
  | { readonly kind: "again"; readonly gradingJob: GradingJob; readonly verdict: Verdict }
  /** The workbook failed again. */
  | { readonly kind: "fault"; readonly gradingJob: GradingJob; readonly verdict: Verdict }
  /** The second gradings begin; each is done alone. */
  | { readonly kind: "alone"; readonly count: number };

export interface GradeClassOptions {
  readonly grader: Grader;
  readonly journal: Journal;
  readonly onEvent: (event: ClassEvent) => void;
  /** No grading begins once it is aborted; the grader stops the running ones. */
  readonly signal: AbortSignal;
}

export interface ClassOutcome {
  /** How many jobs now have a result. */
  readonly kept: number;
  /** The jobs that the workbook could not grade. */
  readonly faults: readonly { readonly gradingJob: GradingJob; readonly verdict: Verdict }[];
}

/**
 * After this many second gradings in a row with the result of the first, neither load nor chance explains the failures,
 * and the rest of their kind is accepted as it is. Otherwise a class of starters that never listen, or a broken check
 * file, would take hours.
 */
const CONFIRMED_IN_A_ROW = 5;

/** Resolves when every job was graded or the signal was aborted. Rejects only when a result cannot be stored. */
export async function gradeClass(
  gradingJobs: readonly GradingJob[],
  options: GradeClassOptions,
): Promise<ClassOutcome> {
  const { grader, onEvent, signal } = options;
  const alone = grader.width === 1;
  const again: { gradingJob: GradingJob; first: Exclude<Grading, { state: "kept" }> }[] = [];
  let kept = 0;
  const gradeFirst = async (gradingJob: GradingJob) => {
    const grading = await gradeOnce(gradingJob, { alone, before: 0, fresh: false }, options);
    if (grading === undefined) return;
    if (grading.state === "kept") kept += 1;
    else again.push({ gradingJob, first: grading });
    onEvent({ kind: grading.state === "kept" ? "kept" : "again", gradingJob, verdict: grading.verdict });
  };
  await inParallel(gradingJobs, grader.width, gradeFirst, signal);

  if (again.length > 0 && !signal.aborted) onEvent({ kind: "alone", count: again.length });
  const faults: { gradingJob: GradingJob; verdict: Verdict }[] = [];
  const confirmed = { fault: 0, doubtful: 0 };
  // Faults first, then doubtful verdicts, each in the order of the jobs rather than of their ends, so that a class is
  // always graded in the same order.
  const place = new Map(gradingJobs.map(({ key }, index) => [key, index]));
  again.sort((one, other) => (place.get(one.gradingJob.key) ?? 0) - (place.get(other.gradingJob.key) ?? 0));
  const inOrder = (["fault", "doubtful"] as const).flatMap((state) =>
    again.filter(({ first }) => first.state === state),
  );
  for (const { gradingJob, first } of inOrder) {
    if (signal.aborted) break;
    const { state } = first;
    const isSettled = confirmed[state] >= CONFIRMED_IN_A_ROW;
    const second = isSettled
      ? first
      : await gradeOnce(gradingJob, { alone: true, before: 1, fresh: state === "fault" }, options);
    if (second === undefined) break;
    if (!isSettled) confirmed[state] = agree(first.verdict, second.verdict) ? confirmed[state] + 1 : 0;
    const { verdict } = second;
    if (second.state === "fault") {
      await grader.recordFault(gradingJob, verdict);
      faults.push({ gradingJob, verdict });
      onEvent({ kind: "fault", gradingJob, verdict });
    } else {
      if (second.state === "doubtful") await grader.acceptResult(gradingJob, verdict);
      kept += 1;
      onEvent({ kind: "kept", gradingJob, verdict });
    }
  }
  return { kept, faults };
}

/** Returns undefined when the signal was aborted. */
async function gradeOnce(
  gradingJob: GradingJob,
  how: HowToGrade,
  { grader, journal, signal }: GradeClassOptions,
): Promise<Grading | undefined> {
  const { key, names } = gradingJob;
  await journal.add({ event: "started", key, names, alone: how.alone });
  const grading = await grader.grade(gradingJob, how).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  if (grading === undefined) return undefined;
  const { outcome, reason, durationMs } = grading.verdict;
  await journal.add(
    grading.state === "fault"
      ? { event: "failed", key, message: reason?.message ?? "no reason is known" }
      : { event: "finished", key, outcome: grading.state === "kept" ? outcome : "doubtful", durationMs },
  );
  return grading;
}
