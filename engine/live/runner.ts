/** Grades one lesson's folder on request, and keeps processes ready for the next run. */
import type { Workbook } from "../workbook.ts";
import { grade } from "../grade/grade.ts";
import { ProcessPool } from "../grade/process-pool.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { displayPath } from "../state/display-path.ts";
import type { CheckResult, Verdict } from "../verdict.ts";

/** When waiting processes are ended to free their memory. The next run then takes longer, by their start. */
const IDLE_LIMIT_MS = 10 * 60 * 1000;

/** How a run ended: with a verdict, aborted, or by a fault of the workbook. */
export type RunEnd = { readonly verdict: Verdict } | { readonly aborted: true } | { readonly fault: string };

export interface RunnerOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** @default IDLE_LIMIT_MS */
  readonly idleLimitMs?: number;
}

/** The options of one run. */
export interface RunOptions {
  /** The seed of the random input; by default a fresh one. */
  readonly seed?: number;
  /** Grades this exercise alone. */
  readonly exercise?: number;
  /** See `GradeOptions`. */
  readonly onCheck?: (exercise: number | null, result: CheckResult) => void;
  /** See `GradeOptions`. */
  readonly onGraded?: (verdict: Verdict) => void;
}

export class Runner {
  readonly #options: RunnerOptions;
  readonly #pool: ProcessPool;
  #abort: AbortController | undefined;
  #enough: AbortController | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#pool = new ProcessPool(options.workbook, options.definition.exercises.length);
  }

  /** Grades once. Resolves when every process it started has ended; never rejects. */
  async run({ seed, exercise, onCheck, onGraded }: RunOptions = {}): Promise<RunEnd> {
    const { workbook, lesson } = this.#options;
    clearTimeout(this.#idle);
    // One for each run, so that listeners do not accumulate on it.
    const abort = new AbortController();
    this.#abort = abort;
    const enough = new AbortController();
    this.#enough = enough;
    try {
      const verdict = await grade({
        workbook,
        lesson,
        submission: lesson.folder,
        display: displayPath(workbook.root, lesson.folder),
        signal: abort.signal,
        enough: enough.signal,
        pool: this.#pool,
        diagnose: true,
        ...(onGraded === undefined ? {} : { onGraded }),
        ...(seed === undefined ? {} : { seed }),
        ...(exercise === undefined ? {} : { exercise }),
        ...(onCheck === undefined ? {} : { onCheck }),
      });
      return { verdict };
    } catch (error) {
      if (abort.signal.aborted) return { aborted: true };
      return { fault: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#abort = undefined;
      this.#enough = undefined;
    }
  }

  /** Ends the current run soon, with the verdict that it has decided: see `enough` of `GradeOptions`. */
  conclude(): void {
    this.#enough?.abort();
  }

  /** Aborts the current run. */
  abort(): void {
    this.#abort?.abort(new Error("the run was stopped"));
  }

  /** Starts the processes of the next run. Called when the verdict is on the screen, because it uses the processor. */
  rest(): void {
    try {
      this.#pool.refill();
    } catch {
      // No process can be started now; if that persists, the next run reports it.
    }
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#pool.empty(), this.#options.idleLimitMs ?? IDLE_LIMIT_MS);
    this.#idle.unref();
  }

  /** How many processes wait, for tests. */
  get waiting(): number {
    return this.#pool.waiting;
  }

  close(): void {
    clearTimeout(this.#idle);
    this.abort();
    this.#pool.empty();
  }
}
