/** One lesson on the page: what its live session emits goes to the pages, and the pinned seed outlives the server. */
import { LiveSession, type WantedRun } from "../../live/live-session.ts";
import type { SessionEvent } from "../../live/session-event.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import type { Verdict } from "../../verdict.ts";
import type { Workbook } from "../../workbook.ts";
import type { LessonSnapshot, LiveEvents, ProgressNews } from "../api-live.ts";
import type { EventBuffer } from "../live/event-buffer.ts";
import { progressNews } from "../views/progress-news.ts";
import { pageFolder, readPinnedSeed, savePinnedSeed } from "./pinned-seed.ts";

export interface LessonSessionOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly events: EventBuffer;
  readonly env: NodeJS.ProcessEnv;
  /** Called for every save as well. */
  readonly onSave: (names: readonly string[]) => void;
}

/** What the session knows of a snapshot; the rest is the console's. */
export type SessionSnapshot = Omit<LessonSnapshot, "server" | "log" | "sessions">;

export class LessonSession {
  readonly #options: LessonSessionOptions;
  readonly #live: LiveSession;

  /** Opens the session, and grades when there is no verdict on the files as they are. */
  static async open(options: LessonSessionOptions): Promise<LessonSession> {
    const seed = await readPinnedSeed(pageFolder(options.workbook, options.lesson));
    const session = new LessonSession(options, seed);
    await session.#live.start({ resume: true });
    return session;
  }

  private constructor(options: LessonSessionOptions, seed: number | null) {
    const { workbook, lesson, definition, env } = options;
    this.#options = options;
    this.#live = new LiveSession({
      workbook,
      lesson,
      definition,
      env,
      seed,
      onEvent: (event) => this.#on(event),
    });
  }

  /** The last verdict on the learner's files. */
  get verdict(): Verdict | undefined {
    return this.#live.state.latest?.verdict;
  }

  /** Grades once more; after the run under way, if there is one. */
  request(wanted: WantedRun): void {
    this.#live.request(wanted);
  }

  /** Every run from now on takes its random input from this number. */
  async pin(seed: number | null): Promise<void> {
    const { workbook, lesson } = this.#options;
    this.#live.seed = seed;
    this.#tell("seed", { seed });
    await savePinnedSeed(pageFolder(workbook, lesson), seed);
  }

  /** Says what the learner has reached, to everybody. */
  async tellProgress(): Promise<ProgressNews> {
    const news = await this.#progress();
    this.#tell("progress", news);
    return news;
  }

  async snapshot(): Promise<SessionSnapshot> {
    const progress = await this.#progress();
    const { seed, state } = this.#live;
    return { lesson: this.#options.lesson.slug, ...state, seed, progress };
  }

  /** Ends the run under way. Resolves when no process of the session is left. */
  async close(): Promise<void> {
    await this.#live.close();
  }

  #on({ name, data }: SessionEvent): void {
    switch (name) {
      case "saved":
        return this.#options.onSave(data.files);
      case "queued":
        return;
      case "recorded":
        for (const message of data.notices) this.#tell("notice", { message });
        void this.tellProgress().catch((error: unknown) => this.#tell("notice", { message: String(error) }));
        return;
      case "run-started":
      case "check":
      case "decided":
      case "verdict":
      case "run-ended":
      case "polling":
        this.#tell(name, data);
    }
  }

  #progress(): Promise<ProgressNews> {
    const { workbook, lesson, definition } = this.#options;
    return progressNews(workbook, lesson, definition, this.verdict);
  }

  #tell<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void {
    this.#options.events.tell(name, this.#options.lesson.slug, data);
  }
}
