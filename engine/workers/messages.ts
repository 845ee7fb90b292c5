/** The messages between a worker and the process that started it: plain JSON. */
import type { GradeOptions } from "../grade/grade.ts";
import type { Level } from "../isolate/choose.ts";
import type { Verdict } from "../verdict.ts";

/** The options of `grade` that can be sent to another process. */
export type WorkerJob = Omit<GradeOptions, "signal" | "pool" | "onCheck" | "onGraded">;

/** The only argument of a worker, as JSON. */
export interface WorkerStart {
  readonly level: Level;
  /** Absolute path of the program that creates sandboxes of this level. */
  readonly program: string | undefined;
  /** Absolute path of the worker's own folder. */
  readonly folder: string;
}

export type ToWorker =
  | { readonly kind: "grade"; readonly number: number; readonly job: WorkerJob }
  | { readonly kind: "abort"; readonly number: number }
  | { readonly kind: "close" };

export type FromWorker =
  /** The engine is loaded. */
  | { readonly kind: "ready" }
  | {
      readonly kind: "verdict";
      readonly number: number;
      readonly verdict: Verdict;
      /** The longest delay of the worker's event loop meanwhile, in milliseconds. */
      readonly lateMs: number;
    }
  /** The lesson's own files are broken, or the grading was cancelled. */
  | { readonly kind: "error"; readonly number: number; readonly message: string };
