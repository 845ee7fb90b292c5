import type { CheckSuite } from "../kit/check-suite.ts";
import type { CheckReport } from "../kit/run.ts";
import type { ExerciseDefinition, Lesson, LessonDefinition } from "../lesson.ts";
import { stagedText, stagedValue, type StagedPlace } from "./staged-text.ts";
import {
  VERDICT_SCHEMA,
  type Advice,
  type CheckResult,
  type ExerciseResult,
  type Failure,
  type Isolation,
  type Reason,
  type ServerReport,
  type StretchResult,
  type Verdict,
} from "../verdict.ts";

interface Subject {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** The exercises asked for, in order. */
  readonly exercises: readonly ExerciseDefinition[];
  readonly display: string;
  readonly seed: number;
  /** Whether the stretch probes run at all. @default true */
  readonly stretch?: boolean;
  readonly onCheck?: ((exercise: number | null, result: CheckResult, thrown: unknown) => void) | undefined;
  /** Called once, when every check of the exercises has ended and a server could be reached. */
  readonly onGraded?: () => void;
}

/** What went wrong in the workbook itself during this exercise, or undefined. */
function faultOf({ id, status, checks }: ExerciseResult): string | undefined {
  if (status !== "error") return undefined;
  const broken = checks.find((check) => check.status === "error");
  return broken === undefined
    ? `exercise ${id} has no checks`
    : `check ${broken.id}: ${broken.failure?.why ?? "no details"}`;
}

const NOT_YET = "runs once every exercise has passed";

/** Collects the results of a run and folds them into one verdict. All text from the submission is sanitized on the way. */
export class VerdictBuilder {
  readonly #subject: Subject;
  readonly #declared: { exercise: number | null; id: string; title: string }[] = [];
  readonly #results = new Map<string, CheckResult>();
  readonly #advice = new Map<string, Advice>();
  #reason: Reason | null = null;
  #staged: StagedPlace["staged"];

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  get seed(): number {
    return this.#subject.seed;
  }

  /** Sets the file that is started, so that texts name the source instead of the compiled file. */
  startsAt(staged: NonNullable<StagedPlace["staged"]>): void {
    this.#staged = staged;
  }

  /**
   * Declares which checks and probes there are, before any of them runs.
   * @returns those to run: the exercises asked for, and the probes
   */
  declare({ exercises, probes }: CheckSuite): CheckSuite {
    for (const { id: exercise, checks } of exercises)
      for (const { id, title } of checks) this.#declared.push({ exercise, id, title });
    for (const { id, title } of probes) this.#declared.push({ exercise: null, id, title });
    const asked = new Set(this.#subject.exercises.map(({ id }) => id));
    return { exercises: exercises.filter(({ id }) => asked.has(id)), probes };
  }

  add({ exercise, result, advice, thrown }: CheckReport): void {
    this.#results.set(result.id, result);
    for (const remark of advice) this.advise(remark);
    this.#subject.onCheck?.(exercise, this.#clean(result), thrown);
    if (exercise !== null && this.#isDecided()) this.#subject.onGraded?.();
  }

  /** A passed check shows that there was a server, so the submission can no longer turn out not to be gradable. */
  #isDecided(): boolean {
    const asked = new Set(this.#subject.exercises.map(({ id }) => id));
    const graded = this.#declared.filter(({ exercise }) => exercise !== null && asked.has(exercise));
    const results = graded.map(({ id }) => this.#results.get(id)?.status);
    return results.includes("passed") && results.every((status) => status !== undefined && status !== "error");
  }

  /** Adds a remark, unless it was made already. */
  advise(advice: Advice): void {
    this.#advice.set(advice.code, advice);
  }

  /** Why the probes do not run, or undefined. */
  stretchUnwanted(): string | undefined {
    if (this.#subject.stretch === false) return "not asked for";
    const passed = this.#subject.exercises.every((exercise) => this.#exercise(exercise).status === "passed");
    return passed ? undefined : NOT_YET;
  }

  notGradable(reason: Reason): void {
    this.#reason = reason;
  }

  graderError(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#reason = {
      code: "grader-error",
      message: `the workbook itself failed: ${message}`,
      hint: "This is not your server's fault. Run the command again, and report the problem if it happens again.",
      ...(error instanceof Error && error.stack !== undefined ? { details: error.stack } : {}),
    };
  }

  verdict(run: { isolation: Isolation; durationMs: number; server: ServerReport }): Verdict {
    const { lesson, display, seed } = this.#subject;
    const exercises = this.#subject.exercises.map((exercise) => this.#exercise(exercise));
    const fault = exercises.map(faultOf).find((found) => found !== undefined);
    if (fault !== undefined && this.#reason === null)
      this.#reason = {
        code: "grader-error",
        message: fault,
        hint: "This is not your server's fault. Run the command again, and report the problem if it happens again.",
      };
    const reason = this.#reason === null ? null : this.#clean(this.#reason);
    const outcome = reason === null ? "graded" : reason.code === "grader-error" ? "grader-error" : "not-gradable";
    const earned = outcome === "graded" ? exercises.filter(({ status }) => status === "passed").length : 0;
    return {
      schema: VERDICT_SCHEMA,
      lesson: lesson.slug,
      title: lesson.title,
      submission: display,
      outcome,
      reason,
      passed: outcome === "graded" && earned === exercises.length,
      score: { earned, possible: exercises.length },
      seed,
      isolation: run.isolation,
      durationMs: Math.round(run.durationMs),
      exercises:
        outcome === "not-gradable" && reason !== null
          ? exercises.map((exercise) => ({ ...exercise, status: "failed", checks: [], reason }))
          : exercises,
      stretch: this.#declared
        .filter(({ exercise }) => exercise === null)
        .map(({ id, title }) => this.#stretch(id, title)),
      advice: [...this.#advice.values()],
      server: {
        ...run.server,
        stdout: this.#show(run.server.stdout, "end"),
        stderr: this.#show(run.server.stderr, "end"),
      },
    };
  }

  #exercise({ id, title }: ExerciseDefinition): ExerciseResult {
    const checks = this.#declared
      .filter(({ exercise }) => exercise === id)
      .map(({ id: check, title: name }): CheckResult => {
        const result = this.#results.get(check);
        if (result !== undefined) return this.#clean(result);
        return {
          id: check,
          title: name,
          status: "error",
          durationMs: 0,
          failure: {
            code: "grader-error",
            sent: "",
            expected: "",
            received: "",
            why: "the check did not run",
            hint: "",
          },
          transcript: [],
        };
      });
    const durationMs = Math.round(checks.reduce((sum, check) => sum + check.durationMs, 0) * 10) / 10;
    // An exercise without checks proves nothing, which is a fault of the workbook too.
    const status =
      checks.length === 0 || checks.some((check) => check.status === "error")
        ? "error"
        : checks.every((check) => check.status === "passed")
          ? "passed"
          : "failed";
    return { id, title, status, durationMs, checks };
  }

  #stretch(id: string, title: string): StretchResult {
    const result = this.#results.get(id);
    if (result === undefined || result.status === "skipped")
      return { id, title, status: "skipped", why: result?.skipped ?? NOT_YET };
    if (result.status === "passed") return { id, title, status: "passed", why: "" };
    const { received, hint, why } = this.#clean(result.failure as Failure);
    return { id, title, status: "failed", why: result.status === "error" ? why : `${received}. ${hint}` };
  }

  #clean<T>(value: T): T {
    return stagedValue(value, (text) => this.#show(text));
  }

  /** @param keep which end of a text that is too long is kept */
  #show(text: string, keep: "start" | "end" = "start"): string {
    return stagedText(text, { staged: this.#staged, display: this.#subject.display, keep });
  }
}
