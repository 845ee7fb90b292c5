import type { LessonDefinition } from "../lesson.ts";
import { VERDICT_SCHEMA, type Isolation, type Reason, type Verdict } from "../verdict.ts";

export interface UngradedOptions {
  readonly lesson: { readonly slug: string; readonly title: string };
  readonly definition: LessonDefinition;
  readonly submission: string;
  readonly seed: number;
  readonly isolation: Isolation;
  readonly reason: Reason;
}

/** The verdict on a submission that did not run: a refused archive, or a grading that ended in a grader error. */
export function ungraded({ lesson, definition, submission, seed, isolation, reason }: UngradedOptions): Verdict {
  const isOurs = reason.code === "grader-error";
  return {
    schema: VERDICT_SCHEMA,
    lesson: lesson.slug,
    title: lesson.title,
    submission,
    outcome: isOurs ? "grader-error" : "not-gradable",
    reason,
    passed: false,
    score: { earned: 0, possible: definition.exercises.length },
    seed,
    isolation,
    durationMs: 0,
    exercises: definition.exercises.map(({ id, title }) => ({
      id,
      title,
      status: isOurs ? "error" : "failed",
      durationMs: 0,
      checks: [],
      ...(isOurs ? {} : { reason }),
    })),
    stretch: [],
    advice: [],
    server: { ports: [], exitCode: null, signal: null, stdout: "", stderr: "", started: 0, stopped: 0 },
  };
}
