/** Watch mode: grades a lesson whenever its files are saved, and answers keys meanwhile. */
import type { Lesson } from "../lesson.ts";
import { LiveSession } from "../live/live-session.ts";
import type { SessionEvent, SessionEvents } from "../live/session-event.ts";
import { handleKey, type KeyAction } from "./handle-key.ts";
import { Keyboard } from "./keyboard.ts";
import type { Key } from "./keys.ts";
import { courseOf, stateOf } from "./lesson-state.ts";
import { kindOf, viewOf } from "./view-kinds.ts";
import type { View } from "./view.ts";
import type { WatchOptions } from "./watch-options.ts";
import type { WatchState } from "./watch-state.ts";

/** Resolves after the reader quit, the terminal closed or the signal was aborted, when all its processes have ended. */
export async function watch(options: WatchOptions): Promise<void> {
  const mode = await WatchMode.begin(options);
  await mode.ended;
}

class WatchMode {
  readonly ended: Promise<void>;
  readonly #options: WatchOptions;
  readonly #view: View;
  readonly #keyboard: Keyboard | undefined;
  #state: WatchState;
  /** The session of the current lesson. */
  #session: LiveSession;
  /** Settles when the session of the previous lesson has ended. */
  #left: Promise<void> = Promise.resolve();
  #hasEnded = false;
  /** Keys are handled one after the other. */
  #answers: Promise<void> = Promise.resolve();
  #end = () => {};

  static async begin(options: WatchOptions): Promise<WatchMode> {
    const { workbook, lesson, signal } = options;
    const mode = new WatchMode(options, await stateOf(workbook, lesson));
    await mode.#session.start({ resume: false });
    if (signal.aborted) mode.#quit();
    return mode;
  }

  private constructor(options: WatchOptions, state: WatchState) {
    this.#options = options;
    const { input, output, signal } = options;
    const kind = kindOf(options);
    const hasKeys = kind !== "lines" && input.isTTY;
    this.#view = viewOf(kind, options);
    this.#state = { ...state, hasKeys };
    this.#session = this.#openSession();
    this.ended = new Promise((resolve) => (this.#end = resolve));
    signal.addEventListener("abort", this.#quit, { once: true });
    output.on("gone", this.#quit);
    output.on("resize", this.#refresh);
    if (!hasKeys) return;
    this.#keyboard = new Keyboard(input, { onKeys: this.#take, onContinue: this.#refresh, onGone: this.#quit });
  }

  #openSession(): LiveSession {
    const { workbook, env, seed = null } = this.#options;
    const { lesson, definition } = this.#state;
    const session: LiveSession = new LiveSession({
      workbook,
      lesson,
      definition,
      env,
      seed,
      onEvent: (event) => {
        // Of the previous lesson only progress is shown, in the list of lessons.
        if (event.name === "recorded") this.#recorded(event.data);
        else if (session === this.#session) this.#set(changeBy(event, this.#state));
      },
    });
    return session;
  }

  #recorded({ verdict, notices }: SessionEvents["recorded"]): void {
    if (notices.length > 0) this.#set({ notes: notices });
    if (!verdict.passed) return;
    void courseOf(this.#options.workbook).then(
      ({ course }) => this.#set({ course }),
      // Watch mode goes on when the course cannot be read at the moment.
      () => {},
    );
  }

  #set(change: Partial<WatchState>): void {
    this.#state = { ...this.#state, ...change };
    if (!this.#hasEnded) this.#view.update(this.#state);
  }

  readonly #refresh = (): void => {
    if (!this.#hasEnded) this.#view.refresh(this.#state);
  };

  readonly #take = (keys: readonly Key[]): void => {
    for (const key of keys) {
      if (key === "q" || key === "ctrl-c" || key === "ctrl-d") return this.#quit();
      if (key === "ctrl-l") this.#refresh();
      else if (key === "ctrl-z") {
        this.#view.leave();
        this.#keyboard?.suspend();
      } else this.#answers = this.#answers.then(() => this.#answer(key));
      // Keys pasted together with an x must not answer its question.
      if (key === "x") return;
    }
  };

  async #answer(key: Key): Promise<void> {
    if (this.#hasEnded) return;
    try {
      await this.#perform(await handleKey(key, this.#state, this.#options.workbook, this.#view.outputOptions));
    } catch (error) {
      this.#set({ notes: [error instanceof Error ? error.message : String(error)] });
    }
  }

  async #perform({ change, print, run, lesson }: KeyAction): Promise<void> {
    if (this.#hasEnded) return;
    if (print !== undefined) this.#view.print(print);
    if (change !== undefined) this.#set(change);
    if (run === true) this.#session.request();
    if (lesson !== undefined) await this.#switchTo(lesson);
  }

  async #switchTo(lesson: Lesson): Promise<void> {
    const state = await stateOf(this.#options.workbook, lesson);
    if (this.#hasEnded) return;
    const left = this.#session;
    this.#set({ ...state, hasKeys: this.#state.hasKeys, grading: left.state.grading !== null });
    this.#session = this.#openSession();
    // The run of the previous lesson ends before the next one begins.
    this.#left = left.close();
    await this.#left;
    if (!this.#hasEnded) await this.#session.start({ resume: false });
  }

  readonly #quit = (): void => {
    if (this.#hasEnded) return;
    if (this.#state.grading) this.#set({ notes: ["stopping ..."] });
    this.#hasEnded = true;
    void this.#leave();
  };

  async #leave(): Promise<void> {
    await Promise.all([this.#left, this.#session.close()]);
    const { output } = this.#options;
    output.off("gone", this.#quit);
    output.off("resize", this.#refresh);
    this.#view.close(this.#state);
    this.#keyboard?.close();
    this.#end();
  }
}

/** The change of the state by an event. */
function changeBy({ name, data }: Exclude<SessionEvent, { name: "recorded" }>, state: WatchState): Partial<WatchState> {
  switch (name) {
    case "saved":
      return { saved: data.files };
    case "queued":
      return { again: true };
    case "run-started":
      return {
        grading: true,
        cause: data.saved,
        graded: undefined,
        again: false,
        fault: undefined,
        notes: [],
        mode: afterNews(state),
      };
    case "check":
      return {};
    case "decided":
      return { graded: data.verdict };
    case "verdict":
      return {
        grading: false,
        verdict: data.verdict,
        notStarted: new Set(data.notStarted),
        graded: undefined,
        checkedAt: new Date(data.gradedAt),
        mode: afterNews(state),
      };
    case "run-ended": {
      const { fault } = data;
      return { grading: false, graded: undefined, ...(fault === null ? {} : { fault, checkedAt: new Date() }) };
    }
    case "polling":
      return { polling: data.reason };
  }
}

/** News closes the overlay, but not a list or a question that waits for a choice. */
function afterNews({ mode }: WatchState): WatchState["mode"] {
  return mode === "overlay" ? "report" : mode;
}
