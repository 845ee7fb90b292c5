import { fileSystemCode, isMachineFault } from "../grade/machine-fault.ts";
import type { Verdict } from "../verdict.ts";
import type { Grader, HowToGrade } from "./grade-class.ts";
import { gradeOne, keep, type Grading, type GradeOneOptions } from "./grade-one.ts";
import type { Store } from "./store.ts";
import type { GradingJob } from "./grading-job.ts";

interface LocalOptions extends Omit<GradeOneOptions, "alone" | "before"> {
  /** How many gradings run at a time. */
  readonly width: number;
  readonly faults: Store;
}

/** Grades in worker processes on this machine. */
export class LocalGrader implements Grader {
  readonly width: number;
  readonly #options: LocalOptions;

  constructor(options: LocalOptions) {
    this.width = options.width;
    this.#options = options;
  }

  grade(gradingJob: GradingJob, how: HowToGrade): Promise<Grading> {
    return gradeOne(gradingJob, { ...this.#options, ...how });
  }

  async acceptResult(gradingJob: GradingJob, verdict: Verdict): Promise<void> {
    await keep(gradingJob, verdict, new Date().toISOString(), this.#options);
  }

  async recordFault(gradingJob: GradingJob, verdict: Verdict): Promise<void> {
    const { faults } = this.#options;
    await keep(gradingJob, verdict, new Date().toISOString(), { store: faults, before: 1, replace: true }).catch(
      (error: unknown) => {
        // The command reports the fault anyway; only later commands do not know of it.
        if (fileSystemCode(error) === undefined || isMachineFault(error)) throw error;
      },
    );
  }
}
