/**
 * Tests the checks of lessons by grading servers whose verdict is known.
 */
import { availableParallelism } from "node:os";
import path from "node:path";
import { loadLessonCode, type LessonCode } from "../load-lesson-code.ts";
import type { WorkerPool } from "../workers/pool.ts";
import type { Lesson } from "../lesson.ts";
import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { complaint } from "./judge.ts";
import { lessonFaults } from "./lesson-faults.ts";
import { sampleOf } from "./sample.ts";
import { healthFault } from "./serves-health.ts";
import { subjectsOf, type Subject, type Subjects } from "./subjects.ts";
import { unsteadyChecks, type UnsteadyCheck } from "./unsteady.ts";
import { withWorkers } from "./with-workers.ts";

/** How many seeds the solution and the starter are graded with; everything else is graded once. */
const SEEDS = 5;
/** How many seeds every server is graded with in a thorough proof. */
const THOROUGH_SEEDS = 20;

/** A wrong verdict, with a seed that reproduces it. */
export interface Complaint {
  readonly subject: string;
  readonly seed: number;
  readonly complaint: string;
  /** Whether there is no verdict, so that every subject is likely to get the same complaint. */
  readonly isGraderError: boolean;
}

/** What the proof of one lesson found. */
export interface LessonProof {
  readonly lesson: Lesson;
  readonly gradings: number;
  readonly complaints: readonly Complaint[];
  /** Verdicts that depend on the seed. */
  readonly unsteady: readonly ({ readonly subject: string } & UnsteadyCheck)[];
  /** The ids of checks that no near miss fails. */
  readonly unproven: readonly string[];
  /** What the lesson still lacks, a sentence each. */
  readonly missing: readonly string[];
  /** Near misses and variants that cannot be graded, a sentence each. */
  readonly cannot: readonly string[];
}

export interface Proof {
  /** In the order of the lessons asked for. */
  readonly lessons: readonly LessonProof[];
  /** Processes and temporary folders that the gradings left over, a sentence each. */
  readonly leftOver: readonly string[];
}

export interface ProveOptions {
  readonly workbook: Workbook;
  readonly lessons: readonly Lesson[];
  /** The first seed; all others are derived from it. */
  readonly seed: number;
  /** Grades every subject with 20 seeds, with the first one whole. @default false */
  readonly thorough?: boolean;
  /** Grades one server once, drawn by the seed, instead of all: the solution for half of the lessons. @default false */
  readonly sample?: boolean;
  /** Stops every process and rejects. */
  readonly signal?: AbortSignal;
}

/**
 * Proves several lessons at the same time, because most of the time is spent waiting for silent servers and timers. The
 * gradings of all lessons share one pool of workers. Removes all processes and files, however it ends.
 * @throws StarterError, AuthoredFileError and CheckFileError when the author's files cannot be used
 */
export async function prove(options: ProveOptions): Promise<Proof> {
  const { workbook, lessons, seed, thorough = false, sample = false, signal } = options;
  // Before anything runs, so that mistakes of the author are reported at once.
  const loaded = await Promise.all(
    lessons.map(async (lesson) => {
      const code = await loadLessonCode(workbook, lesson);
      return { lesson, code, found: await subjectsOf(lesson, code) };
    }),
  );
  // A sample is a part of the tests, which keep the processors busy by themselves.
  const pool = { signal, ...(sample ? { workerCount: availableParallelism() } : {}) };
  const { result, leftOver } = await withWorkers(pool, async (workers, folder) => {
    const shared = { workbook, seed, thorough, sample, signal, workers };
    return await settled(
      loaded.map((one) => proveLesson({ ...shared, ...one, folder: path.join(folder, one.lesson.slug) })),
    );
  });
  return { lessons: result, leftOver };
}

interface LessonOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly code: LessonCode;
  readonly found: Subjects;
  readonly seed: number;
  readonly thorough: boolean;
  readonly sample: boolean;
  readonly signal: AbortSignal | undefined;
  readonly workers: WorkerPool;
  /** Where the subjects are written. */
  readonly folder: string;
}

async function proveLesson(options: LessonOptions): Promise<LessonProof> {
  const { workbook, lesson, code, folder, signal } = options;
  const { subjects, faults } = options.found;
  const graded = options.sample ? sampleOf(subjects, options.seed, lesson) : subjects;
  const results = await settled(
    graded.map(async (subject, index) => {
      const submission = path.join(folder, subject.name);
      await subject.write(submission);
      const verdicts = await gradeSubject(subject, submission, options.seed + index, options);
      const complaints = verdicts.flatMap((verdict): Complaint[] => {
        const found = complaint(subject.promised, verdict);
        const isGraderError = verdict.outcome === "grader-error";
        return found === undefined
          ? []
          : [{ subject: subject.name, seed: verdict.seed, complaint: found, isGraderError }];
      });
      if (subject.promised.kind === "starter") {
        const found = await healthFault({
          workbook,
          lesson,
          submission,
          display: subject.name,
          ...(signal === undefined ? {} : { signal }),
        });
        if (found !== undefined)
          complaints.push({ subject: subject.name, seed: options.seed, complaint: found, isGraderError: false });
      }
      return { subject, verdicts, complaints };
    }),
  );
  const checkIds = code.suite().exercises.flatMap(({ checks }) => checks.map(({ id }) => id));
  const caught = new Set(
    results.flatMap(({ subject: { promised }, complaints }) =>
      promised.kind === "fails" && complaints.length === 0 ? [promised.check] : [],
    ),
  );
  return {
    lesson,
    gradings: results.reduce((sum, { verdicts }) => sum + verdicts.length, 0),
    complaints: results.flatMap(({ complaints }) => complaints),
    unsteady: results.flatMap(({ subject, verdicts }) =>
      unsteadyChecks(verdicts).map((check) => ({ subject: subject.name, ...check })),
    ),
    // A sample leaves checks out.
    unproven: options.sample ? [] : checkIds.filter((id) => !caught.has(id)),
    missing: await lessonFaults(lesson, code, subjects),
    cannot: faults,
  };
}

/** One grading for each seed. */
async function gradeSubject(
  { name, promised }: Subject,
  submission: string,
  seed: number,
  { workbook, lesson, workers, thorough, sample }: LessonOptions,
): Promise<Verdict[]> {
  const many = !sample && (name === "solution" || promised.kind === "starter");
  const seeds = thorough ? THOROUGH_SEEDS : many ? SEEDS : 1;
  const gradings = Array.from({ length: seeds }, (_, round) =>
    workers.grade({
      workbook,
      lesson,
      submission,
      display: name,
      seed: seed + round * 1_000,
      // Only the solution must pass them.
      stretch: promised.kind === "passes" && promised.stretch,
      ...(promised.kind === "fails" && !(thorough && round === 0) ? { exercise: exerciseOf(promised.check) } : {}),
    }),
  );
  return await settled(gradings);
}

/** A near miss is wrong in one exercise, so that one is graded; a thorough proof also sees once what becomes of the others. */
function exerciseOf(checkId: string): number {
  return Number(checkId.split(".")[0]);
}

/** Like `Promise.all`, and rejects only when nothing runs any more. */
async function settled<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return await Promise.all(work);
}
