/**
 * One lesson that is graded on save: its files are watched, runs follow each other, and what they find is kept. The
 * terminal and the page both show what it emits.
 */
import path from "node:path";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import { recordVerdict } from "../state/progress.ts";
import { latestOwnRun, saveRun } from "../state/runs.ts";
import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { whenContinued } from "./continued.ts";
import { FileWatcher } from "./file-watcher.ts";
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
  /** Pins the random input of every run that names no seed of its own. */
  readonly seed: number | null;
  /** Called for everything that happens, in order; `state` already holds it. */
  readonly onEvent: (event: SessionEvent) => void;
}

/** What a run is to be; by default all exercises, with the session's seed. */
export interface WantedRun {
  readonly seed?: number;
  readonly exercise?: number;
}

export class LiveSession {
  /** Pins the random input of every run from the next one on. */
  seed: number | null;
  readonly #options: LiveSessionOptions;
  readonly #runner: Runner;
  #state: GradingState = { grading: null, latest: null, fault: null, polling: null };
  #watcher: FileWatcher | undefined;
  #loop: SchedulerState = IDLE;
  /** What the next run is to be, and the saves it answers. */
  #wanted: WantedRun = {};
  #saved: readonly string[] = [];
  /** The run under way. */
  #current: { readonly wanted: WantedRun; readonly saved: readonly string[] } | undefined;
  #runs = 0;
  /** The run under way, kept as well. */
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
   * @param resume takes the last run for the verdict, without grading, when the files still are as they were in it
   */
  async start({ resume }: { readonly resume: boolean }): Promise<void> {
    const { workbook, lesson, definition, env } = this.#options;
    const [{ run }, place] = await Promise.all([
      resume ? latestOwnRun(workbook, lesson) : { run: undefined },
      placeOf(lesson.folder, env),
    ]);
    const latest = run === undefined ? null : await gradedOf(run, definition);
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

  /** Grades once more; after the run under way, if there is one. Saves that wait for a run still have every exercise graded. */
  request({ seed, exercise }: WantedRun = {}): void {
    this.#wanted = {
      ...(seed === undefined ? {} : { seed }),
      ...(exercise === undefined || this.#saved.length > 0 ? {} : { exercise }),
    };
    this.#do("wanted");
  }

  /** Ends the run under way. Resolves when no process of the session is left and every verdict it emitted is kept. */
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
  }

  #onSaved(files: readonly string[]): void {
    this.#await(files);
    this.#emit("saved", { files });
    this.#do("wanted");
  }

  /** The next run answers these saves too, so it grades every exercise. */
  #await(files: readonly string[]): void {
    if (files.length === 0) return;
    this.#saved = [...new Set([...this.#saved, ...files])];
    const { seed } = this.#wanted;
    this.#wanted = seed === undefined ? {} : { seed };
  }

  #onPolling(reason: string): void {
    this.#emit("polling", { reason }, { polling: reason });
  }

  /** What is being graded is of no use any more, and is graded anew. */
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
        onGraded: (verdict) => this.#emit("decided", { run, verdict }, known({ decided: verdict })),
      });
      if ("verdict" in end) await this.#keep(run, end.verdict, exercise, files);
      else this.#endWithout(run, "fault" in end ? end.fault : null);
    } catch (error) {
      // A fault of ours must not end the page for everybody.
      this.#endWithout(run, error instanceof Error ? error.message : String(error));
    }
    this.#current = undefined;
    this.#do("finished");
  }

  /** The run is kept before anybody sees its verdict, so that a command given right after it finds it. */
  async #keep(run: number, verdict: Verdict, exercise: number | null, files: string | undefined): Promise<void> {
    const { workbook, definition } = this.#options;
    const kept = await saveRun(workbook, verdict, files);
    const id = kept.folder === undefined ? null : path.basename(kept.folder);
    const latest = { verdict, gradedAt: new Date().toISOString(), id, exercise };
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
