import { hostname } from "node:os";
import { fileSystemCode, isMachineFault } from "../grade/machine-fault.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { Reason, Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { isTimingDependent } from "./timing-dependent.ts";
import type { WorkerPool } from "../workers/pool.ts";
import { RESULT_SCHEMA, type Store, type Stored } from "./store.ts";
import { ungraded } from "./ungraded.ts";
import type { GradingJob } from "./grading-job.ts";

/** Paths in a verdict begin with this instead of the folder: identical submissions share a result. */
export const SUBMISSION = "submission";

/** The outcome of one grading. */
export type Grading =
  | { readonly state: "kept"; readonly verdict: Verdict }
  /** The workbook failed: nothing is stored, and the submission is not at fault. */
  | { readonly state: "fault"; readonly verdict: Verdict }
  /** The verdict depends on timing and the machine was busy: nothing is stored until it is graded again alone. */
  | { readonly state: "doubtful"; readonly verdict: Verdict };

export interface GradeOneOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly workers: Pick<WorkerPool, "grade">;
  readonly store: Store;
  /** Whether nothing else is graded here at the same time: then no verdict is doubtful. */
  readonly alone: boolean;
  /** How many times this job was graded before. @default 0 */
  readonly before?: number;
  /** Whether to use a process that has graded nothing before, because another one failed on it. @default false */
  readonly fresh?: boolean;
  /** Whether to grade and store anew when there is a result already. @default false */
  readonly replace?: boolean;
  /** Stops the grading, which then rejects with the reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Grades one job and stores its result. Doing it twice, even on two machines, is harmless: the first result of a key
 * stays, and nothing is graded once there is one. Failures of the submission or the worker resolve; rejects when
 * aborted, or when the store rejects.
 */
export async function gradeOne(gradingJob: GradingJob, options: GradeOneOptions): Promise<Grading> {
  const { store, replace = false } = options;
  const there = replace ? undefined : await store.read(gradingJob.key);
  if (there !== undefined) return { state: "kept", verdict: there.verdict };
  const startedAt = new Date().toISOString();
  let lateMs = 0;
  const verdict = await verdictOn(gradingJob, options, (late) => (lateMs = late));
  if (verdict.outcome === "grader-error") return { state: "fault", verdict };
  if (!options.alone && isTimingDependent(verdict, lateMs, options.definition.failures))
    return { state: "doubtful", verdict };
  try {
    return { state: "kept", verdict: await keep(gradingJob, verdict, startedAt, options) };
  } catch (error) {
    const code = fileSystemCode(error);
    // No result could be stored any more.
    if (code === undefined || isMachineFault(error)) throw error;
    const message = `the workbook itself failed: the result could not be kept (${code})`;
    return { state: "fault", verdict: withReason(gradingJob, options, { code: "grader-error", message }) };
  }
}

/**
 * Stores a verdict as the job's result.
 * @returns the stored verdict: of two that finish at the same time, the first
 */
export async function keep(
  gradingJob: GradingJob,
  verdict: Verdict,
  startedAt: string,
  { store, before = 0, replace = false }: Pick<GradeOneOptions, "store" | "before" | "replace">,
): Promise<Verdict> {
  const result: Stored = {
    schema: RESULT_SCHEMA,
    key: gradingJob.key,
    hash: gradingJob.hash,
    config: gradingJob.config,
    verdict,
    startedAt,
    finishedAt: new Date().toISOString(),
    attempts: before + 1,
    worker: `${hostname()}:${process.pid}`,
  };
  if (await store.write(result, { replace })) return verdict;
  const there = await store.read(gradingJob.key);
  if (there !== undefined) return there.verdict;
  // The existing file could not be read, and reading moved it aside.
  await store.write(result, { replace });
  return verdict;
}

async function verdictOn(
  gradingJob: GradingJob,
  options: GradeOneOptions,
  onLateness: (lateMs: number) => void,
): Promise<Verdict> {
  const { workbook, lesson, workers, signal, fresh = false } = options;
  if (gradingJob.refusal !== undefined) return withReason(gradingJob, options, gradingJob.refusal);
  try {
    const { folder: submission, seed, config } = gradingJob;
    const job = { workbook, lesson, submission, display: SUBMISSION, seed, stretch: config.stretch, inTurn: true };
    return await workers.grade(job, { fresh, onLateness, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const message = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
    return withReason(gradingJob, options, { code: "grader-error", message: `the workbook itself failed: ${message}` });
  }
}

function withReason(
  { seed, config }: GradingJob,
  { lesson, definition }: Pick<GradeOneOptions, "lesson" | "definition">,
  reason: Reason,
): Verdict {
  return ungraded({ lesson, definition, submission: SUBMISSION, seed, isolation: config.isolation, reason });
}
