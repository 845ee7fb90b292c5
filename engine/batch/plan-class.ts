import type { Lesson, LessonDefinition } from "../lesson.ts";
import { takeIn, type TakenIn } from "./intake/take-in.ts";
import type { Output } from "./output.ts";
import { selectJobs, type Selection } from "./select.ts";
import { currentSet, type ResultSet } from "./sets.ts";
import { inShard, type Shard } from "./shard.ts";
import { gradingJobsOf, type GradingJob } from "./grading-job.ts";
import type { GradingConfig } from "./grading-config.ts";

export interface PlanOptions {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly config: GradingConfig;
  /** See `gradingSecret`. */
  readonly secret: string;
  /** Absolute path of the folder of submissions. */
  readonly folder: string;
  readonly output: Output;
  readonly selection: Selection;
  readonly shard?: Shard | undefined;
  readonly signal: AbortSignal;
}

/** The work to do in a class. */
export interface ClassPlan {
  /** The names of all submissions, of every shard. */
  readonly handedIn: readonly string[];
  readonly ignored: TakenIn["ignored"];
  /** The jobs of the class, or of one shard of it. */
  readonly gradingJobs: readonly GradingJob[];
  /** The jobs to grade now. */
  readonly toGrade: readonly GradingJob[];
  /** The active set before this command. */
  readonly inForce: ResultSet | undefined;
}

/** Reads a class and decides which jobs to grade. @throws ClassFolderError when there is nothing to grade */
export async function planClass(options: PlanOptions): Promise<ClassPlan> {
  const { lesson, definition, config, secret, output, selection, shard, signal } = options;
  const taken = await takeIn(options.folder, { scratch: output.scratch, lesson, definition, signal });
  const submissions = taken.submissions.filter(({ name }) => shard === undefined || inShard(name, shard));
  const gradingJobs = gradingJobsOf(submissions, config, secret);
  const inForce = await currentSet(output.folder);
  return {
    handedIn: taken.submissions.map(({ name }) => name),
    ignored: taken.ignored,
    gradingJobs,
    toGrade: selectJobs(gradingJobs, selection, inForce, await output.results.keys()),
    inForce,
  };
}

/** How many submissions the jobs stand for. */
export function peopleIn(gradingJobs: readonly Pick<GradingJob, "names">[]): number {
  return gradingJobs.reduce((sum, { names }) => sum + names.length, 0);
}
