/** Grades one lesson's folder whenever it is told to, with processes that wait for the next time. */
import type { Workbook } from "../workbook.ts";
import { grade } from "../grade/grade.ts";
import { ProcessPool } from "../grade/process-pool.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { displayPath } from "../state/display-path.ts";
import type { CheckResult, Verdict } from "../verdict.ts";

/** Waiting processes cost memory: a reader who went away gets theirs back. The next run is slower by their start. */
const IDLE_LIMIT_MS = 10 * 60 * 1000;

/** How a run ended: with a verdict, because it was told to stop, or by a fault of the workbook. */
export type RunEnd = { readonly verdict: Verdict } | { readonly aborted: true } | { readonly fault: string };

export interface RunnerOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  /** @default IDLE_LIMIT_MS */
  readonly idleLimitMs?: number;
}

/** What is special about one run. */
export interface RunOptions {
  /** Pins the random input. */
  readonly seed?: number;
  /** Grades this exercise alone. */
  readonly exercise?: number;
  /** See `GradeOptions`. */
  readonly onCheck?: (exercise: number | null, result: CheckResult) => void;
  /** Hears of the exercises while the stretch probes still run. */
  readonly onGraded?: (verdict: Verdict) => void;
}

export class Runner {
  readonly #options: RunnerOptions;
  readonly #pool: ProcessPool;
  #abort: AbortController | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#pool = new ProcessPool(options.workbook, options.definition.exercises.length);
  }

  /** One grading. Resolves when every process it started is gone; never rejects. */
  async run({ seed, exercise, onCheck, onGraded }: RunOptions = {}): Promise<RunEnd> {
    const { workbook, lesson } = this.#options;
    clearTimeout(this.#idle);
    // One for each run: whoever listens to it is forgotten with it.
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const verdict = await grade({
        workbook,
        lesson,
        submission: lesson.folder,
        display: displayPath(workbook.root, lesson.folder),
        signal: abort.signal,
        pool: this.#pool,
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
    }
  }

  /** Ends the run under way. */
  abort(): void {
    this.#abort?.abort(new Error("the run was stopped"));
  }

  /** Starts what the next run needs. Called when the verdict is on the screen, because it takes the processor away. */
  rest(): void {
    try {
      this.#pool.refill();
    } catch {
      // No process can be started now; the next run says so if that lasts.
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
