/** Watch mode: grades a lesson whenever its files are saved, and answers keys meanwhile. */
import type { ReadStream } from "node:tty";
import type { Lesson } from "../lesson.ts";
import type { Output } from "../output.ts";
import { saveVerdict } from "../state/save-verdict.ts";
import type { Workbook } from "../workbook.ts";
import { FileWatcher } from "../live/file-watcher.ts";
import { handleKey, type KeyAction } from "./handle-key.ts";
import { Keyboard } from "./keyboard.ts";
import type { Key } from "./keys.ts";
import { courseOf, stateOf } from "./lesson-state.ts";
import { IDLE, step, type SchedulerEvent, type SchedulerState } from "../live/run-scheduler.ts";
import { Runner } from "../live/runner.ts";
import { kindOf, viewOf } from "./view-kinds.ts";
import type { View } from "./view.ts";
import type { WatchState } from "./watch-state.ts";

export interface WatchOptions {
  readonly workbook: Workbook;
  /** The lesson to begin with. */
  readonly lesson: Lesson;
  /** Pins the random input of every run. */
  readonly seed: number | undefined;
  /** Text that only grows, instead of a frame that is redrawn. */
  readonly plain: boolean;
  readonly color: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly input: ReadStream;
  readonly output: Output;
  readonly errors: Output;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Runs until the reader quits, the terminal is gone, or the signal is aborted. Then all its processes have ended. */
export async function watch(options: WatchOptions): Promise<void> {
  const session = await Session.begin(options);
  await session.ended;
}

/** What belongs to the lesson being watched, and goes when another one is picked. */
interface WatchedLesson {
  readonly runner: Runner;
  readonly watcher: FileWatcher;
}

class Session {
  readonly ended: Promise<void>;
  readonly #options: WatchOptions;
  readonly #view: View;
  readonly #keyboard: Keyboard | undefined;
  #state: WatchState;
  #watched: WatchedLesson;
  #loop: SchedulerState = IDLE;
  /** The run under way, recorded as well. */
  #run: Promise<void> = Promise.resolve();
  /** Keys are answered one after the other. */
  #answers: Promise<void> = Promise.resolve();
  #end = () => {};

  static async begin(options: WatchOptions): Promise<Session> {
    const { workbook, lesson, env, signal } = options;
    const session = new Session(options, await stateOf(workbook, lesson, env));
    await session.#start();
    if (signal.aborted) session.#quit();
    return session;
  }

  private constructor(options: WatchOptions, state: WatchState) {
    this.#options = options;
    const { input, output, signal } = options;
    const kind = kindOf(options);
    const hasKeys = kind !== "lines" && input.isTTY;
    this.#view = viewOf(kind, options);
    this.#state = { ...state, hasKeys };
    this.#watched = this.#watchLesson();
    this.ended = new Promise((resolve) => (this.#end = resolve));
    signal.addEventListener("abort", this.#quit, { once: true });
    output.on("gone", this.#quit);
    output.on("resize", this.#refresh);
    if (!hasKeys) return;
    this.#keyboard = new Keyboard(input, {
      onKeys: this.#take,
      onContinue: () => {
        this.#refresh();
        // The limits of the checks ran out while nothing of ours could run.
        this.#do("outdated");
      },
      onGone: this.#quit,
    });
  }

  /** Watches and grades the lesson of the state. */
  async #start(): Promise<void> {
    const { watcher } = this.#watched;
    await watcher.start();
    if (this.#loop.ended) watcher.close();
    this.#do("wanted");
  }

  #watchLesson(): WatchedLesson {
    const { workbook, seed } = this.#options;
    const { lesson, definition, polling } = this.#state;
    const watcher = new FileWatcher({
      folder: lesson.folder,
      poll: polling !== undefined,
      onChange: (saved) => {
        this.#set({ saved });
        this.#do("wanted");
      },
      onPolling: (reason) => this.#set({ polling: reason }),
    });
    return { runner: new Runner({ workbook, lesson, definition, seed }), watcher };
  }

  #do(event: SchedulerEvent): void {
    const [loop, action] = step(this.#loop, event);
    this.#loop = loop;
    const { runner } = this.#watched;
    if (action === "run") this.#run = this.#grade();
    if (action === "abort") runner.abort();
    if (action === "rest") runner.rest();
    if (loop.again !== this.#state.again) this.#set({ again: loop.again });
  }

  async #grade(): Promise<void> {
    const { workbook } = this.#options;
    const { lesson, definition } = this.#state;
    const { runner } = this.#watched;
    this.#set({ grading: true, graded: undefined, again: false, notes: [], mode: afterNews(this.#state) });
    const end = await runner.run({
      onGraded: (graded) => {
        if (runner === this.#watched.runner) this.#set({ graded });
      },
    });
    // A verdict about a lesson that was left meanwhile is recorded, and not shown.
    const isShown = runner === this.#watched.runner;
    if (isShown && "verdict" in end)
      this.#set({
        grading: false,
        verdict: end.verdict,
        graded: undefined,
        checkedAt: new Date(),
        fault: undefined,
        mode: afterNews(this.#state),
      });
    else if (isShown && "fault" in end)
      this.#set({ grading: false, verdict: undefined, graded: undefined, checkedAt: new Date(), fault: end.fault });
    if ("verdict" in end) {
      const ids = definition.exercises.map(({ id }) => id);
      const { notices } = await saveVerdict(workbook, end.verdict, ids, true);
      if (notices.length > 0) this.#set({ notes: notices });
      if (end.verdict.passed) await this.#markPassed();
    }
    if (lesson === this.#state.lesson) this.#set({ grading: false, graded: undefined });
    this.#do("finished");
  }

  async #markPassed(): Promise<void> {
    // A course that cannot be read just now is no reason to stop.
    const read = await courseOf(this.#options.workbook).catch(() => undefined);
    if (read !== undefined) this.#set({ course: read.course });
  }

  #set(change: Partial<WatchState>): void {
    this.#state = { ...this.#state, ...change };
    if (!this.#loop.ended) this.#view.update(this.#state);
  }

  readonly #refresh = (): void => {
    if (!this.#loop.ended) this.#view.refresh(this.#state);
  };

  readonly #take = (keys: readonly Key[]): void => {
    for (const key of keys) {
      if (key === "q" || key === "ctrl-c" || key === "ctrl-d") return this.#quit();
      if (key === "ctrl-l") this.#refresh();
      else if (key === "ctrl-z") {
        this.#view.leave();
        this.#keyboard?.suspend();
      } else this.#answers = this.#answers.then(() => this.#answer(key));
      // What was typed or pasted together with an x was not an answer to its question.
      if (key === "x") return;
    }
  };

  async #answer(key: Key): Promise<void> {
    if (this.#loop.ended) return;
    try {
      await this.#perform(await handleKey(key, this.#state, this.#options.workbook, this.#view.outputOptions));
    } catch (error) {
      this.#set({ notes: [error instanceof Error ? error.message : String(error)] });
    }
  }

  async #perform({ change, print, run, lesson }: KeyAction): Promise<void> {
    if (this.#loop.ended) return;
    if (print !== undefined) this.#view.print(print);
    if (change !== undefined) this.#set(change);
    if (run === true) this.#do("wanted");
    if (lesson !== undefined) await this.#switchTo(lesson);
  }

  async #switchTo(lesson: Lesson): Promise<void> {
    const { workbook, env } = this.#options;
    const state = await stateOf(workbook, lesson, env);
    const left = this.#watched;
    // A run of the lesson that is left comes to its end before the next one begins.
    this.#set({ ...state, hasKeys: this.#state.hasKeys, grading: this.#loop.running });
    this.#watched = this.#watchLesson();
    left.watcher.close();
    left.runner.close();
    await this.#start();
  }

  readonly #quit = (): void => {
    if (this.#loop.ended) return;
    if (this.#state.grading) this.#set({ notes: ["stopping ..."] });
    this.#do("quit");
    this.#watched.watcher.close();
    void this.#leave();
  };

  async #leave(): Promise<void> {
    // A verdict that has been shown is recorded as well.
    await this.#run;
    const { output } = this.#options;
    this.#watched.runner.close();
    output.off("gone", this.#quit);
    output.off("resize", this.#refresh);
    this.#view.close(this.#state);
    this.#keyboard?.close();
    this.#end();
  }
}

/** A verdict takes the screen back from what was asked for before, but not from a choice that is being made. */
function afterNews({ mode }: WatchState): WatchState["mode"] {
  return mode === "overlay" ? "report" : mode;
}
