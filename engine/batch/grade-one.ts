import { hostname } from "node:os";
import { fileSystemCode, isMachineFault } from "../grade/machine-fault.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { Reason, Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { restsOnTheClock } from "./doubt.ts";
import type { Lanes } from "./lanes.ts";
import { RESULT_SCHEMA, type Store, type Stored } from "./store.ts";
import { ungraded } from "./ungraded.ts";
import type { Unit } from "./unit.ts";

/** What paths in a verdict begin with, in place of the folder: the same result may belong to several people. */
export const SUBMISSION = "submission";

/** What came of one grading. */
export type Attempt =
  | { readonly state: "kept"; readonly verdict: Verdict }
  /** The workbook failed: nothing is kept, and nobody is to blame but us. */
  | { readonly state: "fault"; readonly verdict: Verdict }
  /** The clock decided while the machine was busy: nothing is kept until it is graded again alone. */
  | { readonly state: "doubtful"; readonly verdict: Verdict };

export interface GradeOneOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly lanes: Pick<Lanes, "grade">;
  readonly store: Store;
  /** Whether nothing else is graded here meanwhile: then the clock can be believed. */
  readonly alone: boolean;
  /** How many gradings of this unit came before. @default 0 */
  readonly before?: number;
  /** Whether a process that has graded nothing is to do it, because another one failed on it. @default false */
  readonly fresh?: boolean;
  /** Replaces a result that is there already. @default false: the one that is there stays */
  readonly replace?: boolean;
  /** Stops the grading, which then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Grades one unit and keeps its result. This is all that a worker anywhere does, and it may be done twice: the first
 * result of a key stays, and once it is there nothing is graded. Resolves whatever the submission or the lane does; rejects when aborted, or when the store does.
 */
export async function gradeOne(unit: Unit, options: GradeOneOptions): Promise<Attempt> {
  const { store, replace = false } = options;
  const there = replace ? undefined : await store.read(unit.key);
  if (there !== undefined) return { state: "kept", verdict: there.verdict };
  const startedAt = new Date().toISOString();
  const verdict = await verdictOn(unit, options);
  if (verdict.outcome === "grader-error") return { state: "fault", verdict };
  if (!options.alone && restsOnTheClock(verdict)) return { state: "doubtful", verdict };
  try {
    return { state: "kept", verdict: await keep(unit, verdict, startedAt, options) };
  } catch (error) {
    const code = fileSystemCode(error);
    // Nothing more could be kept of anybody.
    if (code === undefined || isMachineFault(error)) throw error;
    const message = `the workbook itself failed: the result could not be kept (${code})`;
    return { state: "fault", verdict: withReason(unit, options, { code: "grader-error", message }) };
  }
}

/**
 * Keeps a verdict as the unit's result.
 * @returns the verdict that counts: of two that finish at the same time, the first
 */
export async function keep(
  unit: Unit,
  verdict: Verdict,
  startedAt: string,
  { store, before = 0, replace = false }: Pick<GradeOneOptions, "store" | "before" | "replace">,
): Promise<Verdict> {
  const result: Stored = {
    schema: RESULT_SCHEMA,
    key: unit.key,
    hash: unit.hash,
    yardstick: unit.yardstick,
    verdict,
    startedAt,
    finishedAt: new Date().toISOString(),
    attempts: before + 1,
    worker: `${hostname()}:${process.pid}`,
  };
  if (await store.write(result, { replace })) return verdict;
  const there = await store.read(unit.key);
  if (there !== undefined) return there.verdict;
  // What was in the way could not be read, and reading put it aside.
  await store.write(result, { replace });
  return verdict;
}

async function verdictOn(unit: Unit, options: GradeOneOptions): Promise<Verdict> {
  const { workbook, lesson, lanes, signal, fresh = false } = options;
  if (unit.refusal !== undefined) return withReason(unit, options, unit.refusal);
  try {
    const job = { workbook, lesson, submission: unit.folder, display: SUBMISSION, seed: unit.seed };
    return await lanes.grade(job, signal === undefined ? { fresh } : { signal, fresh });
  } catch (error) {
    signal?.throwIfAborted();
    const message = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
    return withReason(unit, options, { code: "grader-error", message: `the workbook itself failed: ${message}` });
  }
}

function withReason(
  { seed, yardstick }: Unit,
  { lesson, definition }: Pick<GradeOneOptions, "lesson" | "definition">,
  reason: Reason,
): Verdict {
  return ungraded({ lesson, definition, submission: SUBMISSION, seed, isolation: yardstick.isolation, reason });
}
