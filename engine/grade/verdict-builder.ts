import type { FailedCheck, Finding } from "../diagnosis/failed-check.ts";
import { lastSent, questionOf } from "../diagnosis/question.ts";
import { CheckFailure, type Observation } from "../kit/failure.ts";
import type { CheckSuite } from "../kit/check-suite.ts";
import type { CheckReport } from "../kit/run.ts";
import type { ExerciseDefinition, Lesson, LessonDefinition } from "../lesson.ts";
import { failureOf } from "../failures/registry.ts";
import { visibleLineEnds } from "../text/sanitize-text.ts";
import { lastLines } from "./log-excerpt.ts";
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
  /** The same, sanitized. */
  readonly #shown = new WeakMap<CheckResult, CheckResult>();
  /** What the servers printed while a check failed. */
  readonly #logs = new Map<string, string>();
  /** What failed the checks that failed. */
  readonly #observations = new Map<string, Observation>();
  /** By code and text. */
  readonly #advice = new Map<string, Advice>();
  #reason: Reason | null = null;
  #isReached = false;
  #isClosed = false;
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

  /** Ignores results and explanations from now on. */
  close(): void {
    this.#isClosed = true;
  }

  /** Takes the result of a check or probe, in place of an earlier one of the same; ignored after `close`. */
  add({ exercise, result, advice, thrown, log = "" }: CheckReport): void {
    if (this.#isClosed) return;
    this.#results.set(result.id, result);
    if (log !== "") this.#logs.set(result.id, lastLines(log));
    if (thrown instanceof CheckFailure) this.#observations.set(result.id, thrown.observation);
    for (const remark of advice) this.advise(remark);
    this.#subject.onCheck?.(exercise, this.#asShown(result), thrown);
    if (exercise !== null && this.#isDecided()) this.#subject.onGraded?.();
  }

  /** Notes that a server accepts connections, so the submission can no longer turn out not to be gradable. */
  reached(): void {
    this.#isReached = true;
  }

  #isDecided(): boolean {
    if (!this.#isReached) return false;
    const asked = new Set(this.#subject.exercises.map(({ id }) => id));
    const graded = this.#declared.filter(({ exercise }) => exercise !== null && asked.has(exercise));
    const results = graded.map(({ id }) => this.#results.get(id)?.status);
    return results.every((status) => status !== undefined && status !== "error");
  }

  /** The first failed check of each exercise: those after it often fail for the same reason. */
  failedChecks(): FailedCheck[] {
    return this.#subject.exercises.flatMap(({ id }) => {
      const failed = this.#exercise({ id, title: "" }).checks.find(({ status }) => status === "failed");
      const result = failed === undefined ? undefined : this.#results.get(failed.id);
      const observation = failed === undefined ? undefined : this.#observations.get(failed.id);
      if (result === undefined || result.failure === null || observation === undefined) return [];
      const { id: check, failure, durationMs, transcript } = result;
      const question = questionOf(transcript, observation);
      const { status, code } = observation;
      const log = this.#logs.get(check) ?? "";
      const isDecidedElsewhere = failureOf(code).decidedElsewhere === true;
      const seen = { durationMs, transcript, log, status, question, ...lastSent(transcript) };
      return [{ id: check, exercise: id, failure, isDecidedElsewhere, ...seen }];
    });
  }

  /** Says of failed checks what was found about them, and what their servers printed. Changes no status. */
  explain(findings: ReadonlyMap<FailedCheck, Finding>): void {
    if (this.#isClosed) return;
    for (const check of this.failedChecks()) {
      const log = this.#logs.get(check.id);
      // The end of the log of a server that crashed is the error, which the report shows.
      if (log !== undefined && check.failure.code !== "server-stopped") this.#say(check.id, { log });
    }
    for (const [{ id }, { why, at, hint = "" }] of findings) this.#say(id, { why, hint, ...at });
  }

  #say(id: string, said: Partial<Failure>): void {
    const result = this.#results.get(id);
    if (result === undefined || result.failure === null) return;
    this.#results.set(id, { ...result, failure: { ...result.failure, ...said } });
  }

  /** Adds a remark, unless the same was made already. One code may have several texts, each naming a file. */
  advise(advice: Advice): void {
    this.#advice.set(`${advice.code} ${advice.text}`, advice);
  }

  /** Why the probes do not run, or undefined. */
  stretchUnwanted(): string | undefined {
    if (this.#subject.stretch === false) return "not asked for";
    const passed = this.#subject.exercises.every((exercise) => this.#exercise(exercise).status === "passed");
    return passed ? undefined : NOT_YET;
  }

  /** Makes the verdict "not gradable", for this reason. */
  notGradable(reason: Reason): void {
    this.#reason = reason;
  }

  /** Makes the verdict "grader error": the workbook failed, not the submission. */
  graderError(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#reason = {
      code: "grader-error",
      message: `the workbook itself failed: ${message}`,
      hint: "This is not your server's fault. Run the command again, and report the problem if it happens again.",
      ...(error instanceof Error && error.stack !== undefined ? { details: error.stack } : {}),
    };
  }

  /** The verdict on what is known so far: a check that has not run makes it a grader error, unless it is not gradable anyway. */
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
        if (result !== undefined) return this.#asShown(result);
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

  /** Sanitizes a result once: it is part of every verdict so far, and its transcript may be long. */
  #asShown(result: CheckResult): CheckResult {
    const before = this.#shown.get(result);
    if (before !== undefined) return before;
    const transcript = result.transcript.map((event) => ({ ...event, text: visibleLineEnds(event.text) }));
    const shown = this.#clean({ ...result, transcript });
    this.#shown.set(result, shown);
    return shown;
  }

  #clean<T>(value: T): T {
    return stagedValue(value, (text) => this.#show(text));
  }

  /** @param keep which end of a text that is too long is kept */
  #show(text: string, keep: "start" | "end" = "start"): string {
    return stagedText(text, { staged: this.#staged, display: this.#subject.display, keep });
  }
}
