import { gradeOne, keep, type Attempt, type GradeOneOptions } from "./grade-one.ts";
import type { Grader } from "./grade-class.ts";
import type { Unit } from "./unit.ts";
import type { Verdict } from "../verdict.ts";

/** Grades in lanes on this machine. */
export class LocalGrader implements Grader {
  readonly width: number;
  readonly #options: Omit<GradeOneOptions, "alone" | "before">;

  constructor(width: number, options: Omit<GradeOneOptions, "alone" | "before">) {
    this.width = width;
    this.#options = options;
  }

  grade(unit: Unit, how: { readonly alone: boolean; readonly before: number }): Promise<Attempt> {
    return gradeOne(unit, { ...this.#options, ...how });
  }

  async believe(unit: Unit, verdict: Verdict): Promise<void> {
    await keep(unit, verdict, new Date().toISOString(), this.#options);
  }
}
