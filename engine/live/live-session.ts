/**
 * Grades one lesson on save: watches its files, runs one grading at a time, and saves verdicts and progress. The
 * terminal and the page both show the events that it emits.
 */
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { recordVerdict } from "../state/progress.ts";
import { latestOwnRun, saveRun } from "../state/runs.ts";
import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { whenContinued } from "./continued.ts";
import { FileWatcher } from "./file-watcher.ts";
import { notStartedIn } from "../starter.ts";
import { gradedOf } from "./graded.ts";
import { placeOf, pollReason } from "./needs-polling.ts";
import { IDLE, step, type SchedulerEvent, type SchedulerState } from "./run-scheduler.ts";
import { Runner } from "./runner.ts";
import type { RunUnderWay, SessionEvent, SessionEvents, GradingState } from "./session-event.ts";
import { fingerprintOf } from "./snapshot.ts";

export interface LiveSessionOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly env: NodeJS.ProcessEnv;
  /** The seed of every run that is requested without one; null draws a fresh one each time. */
  readonly seed: number | null;
  /** Called for each event, in order, after `state` was updated. */
  readonly onEvent: (event: SessionEvent) => void;
}

/** A requested run; by default of all exercises, with the session's seed. */
export interface WantedRun {
  readonly seed?: number;
  readonly exercise?: number;
}

export class LiveSession {
  /** The seed of later runs; null draws a fresh one each time. */
  seed: number | null;
  readonly #options: LiveSessionOptions;
  readonly #runner: Runner;
  #state: GradingState = { grading: null, latest: null, fault: null, polling: null };
  #watcher: FileWatcher | undefined;
  #loop: SchedulerState = IDLE;
  /** The next run, and the saves that it covers. */
  #wanted: WantedRun = {};
  #saved: readonly string[] = [];
  /** The current run. */
  #current: { readonly wanted: WantedRun; readonly saved: readonly string[] } | undefined;
  #runs = 0;
  /** Settles once the current run has ended and is saved. */
  #run: Promise<void> = Promise.resolve();
  readonly #stopListening: () => void;

  constructor(options: LiveSessionOptions) {
    const { workbook, lesson, definition, seed } = options;
    this.#options = options;
    this.seed = seed;
    this.#runner = new Runner({ workbook, lesson, definition });
    this.#stopListening = whenContinued(() => this.#outdate());
  }

  get state(): GradingState {
    return this.#state;
  }

  /**
   * Watches the files, and grades them.
   * @param resume does not grade when the files have not changed since the last saved run
   */
  async start({ resume }: { readonly resume: boolean }): Promise<void> {
    const { workbook, lesson, definition, env } = this.#options;
    const [{ run }, place] = await Promise.all([
      resume ? latestOwnRun(workbook, lesson) : { run: undefined },
      placeOf(lesson.folder, env),
    ]);
    const latest = run === undefined ? null : await gradedOf(run, lesson, definition);
    this.#state = { ...this.#state, latest };
    const reason = pollReason(place);
    if (reason !== undefined) this.#onPolling(reason);
    const watcher = new FileWatcher({
      folder: lesson.folder,
      poll: reason !== undefined,
      onChange: (files) => this.#onSaved(files),
      onPolling: (why) => this.#onPolling(why),
    });
    this.#watcher = watcher;
    await watcher.start();
    if (this.#loop.ended) return watcher.close();
    if (run?.files === undefined || run.files !== fingerprintOf(watcher.snapshot)) this.#do("wanted");
    else this.#runner.rest();
  }

  /** Requests a run, which follows the current one. If saves are waiting for a run, it grades every exercise. */
  request({ seed, exercise }: WantedRun = {}): void {
    this.#wanted = {
      ...(seed === undefined ? {} : { seed }),
      ...(exercise === undefined || this.#saved.length > 0 ? {} : { exercise }),
    };
    this.#do("wanted");
  }

  /**
   * Stops the current run. Resolves when all processes of the session have ended and every emitted verdict is saved.
   */
  async close(): Promise<void> {
    this.#stopListening();
    this.#watcher?.close();
    this.#do("quit");
    await this.#run;
    this.#runner.close();
  }

  #do(event: SchedulerEvent): void {
    const before = this.#loop;
    const [loop, action] = step(before, event);
    this.#loop = loop;
    if (action === "run") this.#run = this.#grade();
    if (action === "abort") this.#runner.abort();
    if (action === "rest") this.#runner.rest();
    if (loop.again && !before.again) this.#emit("queued", { run: this.#runs });
    this.#concludeForNext();
  }

  /** Once the exercises are decided, the next run is of more use than the rest of this one. */
  #concludeForNext(): void {
    if (this.#loop.again && this.#state.grading?.decided != null) this.#runner.conclude();
  }

  #onSaved(files: readonly string[]): void {
    this.#await(files);
    this.#emit("saved", { files });
    this.#do("wanted");
  }

  /** Adds saves to the next run, which then grades every exercise. */
  #await(files: readonly string[]): void {
    if (files.length === 0) return;
    this.#saved = [...new Set([...this.#saved, ...files])];
    const { seed } = this.#wanted;
    this.#wanted = seed === undefined ? {} : { seed };
  }

  #onPolling(reason: string): void {
    this.#emit("polling", { reason }, { polling: reason });
  }

  /** Discards the current run and grades again. */
  #outdate(): void {
    if (this.#current !== undefined) {
      if (!this.#loop.again) this.#wanted = this.#current.wanted;
      this.#await(this.#current.saved);
    }
    this.#do("outdated");
  }

  async #grade(): Promise<void> {
    const wanted = this.#wanted;
    const saved = this.#saved;
    const files = this.#watcher === undefined ? undefined : fingerprintOf(this.#watcher.snapshot);
    this.#current = { wanted, saved };
    this.#wanted = {};
    this.#saved = [];
    const run = (this.#runs += 1);
    const { seed = this.seed, exercise = null } = wanted;
    const start = { run, startedAt: new Date().toISOString(), seed, exercise, saved };
    let grading: RunUnderWay = { ...start, checks: [], decided: null };
    const known = (more: Partial<RunUnderWay>) => ({ grading: (grading = { ...grading, ...more }) });
    this.#emit("run-started", start, { grading, fault: null });
    try {
      const end = await this.#runner.run({
        ...(seed === null ? {} : { seed }),
        ...(exercise === null ? {} : { exercise }),
        onCheck: (of, result) => {
          const check = { run, exercise: of, result };
          this.#emit("check", check, known({ checks: [...grading.checks, check] }));
        },
        onGraded: (verdict) => {
          this.#emit("decided", { run, verdict }, known({ decided: verdict }));
          this.#concludeForNext();
        },
      });
      if ("verdict" in end) await this.#keep(run, end.verdict, exercise, files);
      else this.#endWithout(run, "fault" in end ? end.fault : null);
    } catch (error) {
      // A fault of the workbook must not end the page for all its users.
      this.#endWithout(run, error instanceof Error ? error.message : String(error));
    }
    this.#current = undefined;
    this.#do("finished");
  }

  /** Saves the run before the verdict is shown, so that a command entered right after it finds the run. */
  async #keep(run: number, verdict: Verdict, exercise: number | null, files: string | undefined): Promise<void> {
    const { workbook, lesson, definition } = this.#options;
    const [kept, notStarted] = await Promise.all([
      saveRun(workbook, verdict, files),
      notStartedIn(verdict, lesson, definition),
    ]);
    const id = kept.folder === undefined ? null : path.basename(kept.folder);
    const latest = { verdict, gradedAt: new Date().toISOString(), id, exercise, notStarted: [...notStarted] };
    this.#emit("verdict", { run, ...latest }, { latest, grading: null });
    const ids = definition.exercises.map((each) => each.id);
    const recorded = await recordVerdict(workbook, verdict, ids);
    this.#emit("recorded", { run, verdict, notices: [...kept.notices, ...recorded.notices] });
  }

  #endWithout(run: number, fault: string | null): void {
    this.#emit("run-ended", { run, fault }, { grading: null, fault });
  }

  #emit<Name extends keyof SessionEvents>(
    name: Name,
    data: SessionEvents[Name],
    change: Partial<GradingState> = {},
  ): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onEvent({ name, data } as SessionEvent);
  }
}
