/** What a lane and whoever opened it say to each other: plain JSON. */
import type { GradeOptions } from "../grade/grade.ts";
import type { Level } from "../isolate/choose.ts";
import type { Verdict } from "../verdict.ts";

/** What one grading in a lane needs: everything that can be sent to another process. */
export type WorkerJob = Omit<GradeOptions, "signal" | "pool" | "onCheck" | "onGraded">;

/** What a lane is started with, as the one argument of its command. */
export interface WorkerStart {
  readonly level: Level;
  /** Absolute path of what makes sandboxes of this level. */
  readonly program: string | undefined;
  /** Absolute path of the lane's own folder. */
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
      /** The longest that the worker's event loop came late meanwhile, in milliseconds. */
      readonly lateMs: number;
    }
  /** The lesson's own files are broken, or the grading was called off. */
  | { readonly kind: "error"; readonly number: number; readonly message: string };
