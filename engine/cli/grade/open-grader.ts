import type { Grader } from "../../batch/grade-class.ts";
import { WorkerPool } from "../../workers/pool.ts";
import { LocalGrader } from "../../batch/local-grader.ts";
import type { OutputFolder } from "../../batch/output-folder.ts";
import { SECRET_VARIABLE } from "../../batch/seeds.ts";
import type { OpenQueue } from "../../queue/open-queue.ts";
import { QueueGrader } from "../../queue/queue-grader.ts";
import type { Seal } from "../../queue/seal.ts";
import type { Context } from "../command.ts";
import type { GradeRequest } from "./request.ts";

export interface OpenGrader {
  readonly grader: Grader;
  /** Closes it, at once when the signal was aborted. @returns how many processes submissions left behind here */
  close(): Promise<number>;
}

export interface GraderOptions {
  readonly job: GradeRequest;
  readonly output: OutputFolder;
  /** How many jobs there are. */
  readonly gradingJobs: number;
  readonly context: Context;
  readonly signal: AbortSignal;
}

/** Grades in worker processes on this machine. */
export function openWorkers({ job, output, gradingJobs, context, signal }: GraderOptions): OpenGrader {
  const { lesson, definition, jobs, isolation } = job;
  const { results: store, faults, scratch } = output;
  const width = Math.min(jobs, gradingJobs);
  // Submissions must not be able to read the secret.
  const environment = { ...context.env, TMPDIR: scratch, [SECRET_VARIABLE]: undefined };
  const workers = new WorkerPool(width, { environment, isolation });
  const { workbook } = context;
  const kept = { store, faults, replace: replaces(job) };
  return {
    grader: new LocalGrader({ workbook, lesson, definition, workers, width, signal, ...kept }),
    close: async () => {
      if (signal.aborted) await workers.stop();
      return (await workers.close()).processes;
    },
  };
}

/** Grades through a queue whose workers are on other machines. */
export function openQueueGrader(
  { job, output, context, signal }: GraderOptions,
  server: OpenQueue,
  seal: Seal,
  onNotice: (sentence: string) => void,
): OpenGrader {
  const { lesson, definition, config } = job;
  const { results, faults } = output;
  const { workbook } = context;
  const place = { server, workbook, lesson, definition, config, seal, results, faults, replace: replaces(job) };
  const grader = new QueueGrader({ ...place, signal, onNotice });
  return { grader, close: async () => (await grader.close(), 0) };
}

function replaces({ selection }: GradeRequest): boolean {
  return selection.force === true || selection.failed === true;
}
