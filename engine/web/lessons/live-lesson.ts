/** One open lesson of the page: passes the events of its live session to pages, and persists the pinned seed. */
import { LiveSession, type WantedRun } from "../../live/live-session.ts";
import type { SessionEvent } from "../../live/session-event.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import type { Verdict } from "../../verdict.ts";
import type { Workbook } from "../../workbook.ts";
import type { LessonSnapshot, LiveEvents, ProgressNews } from "../api-live.ts";
import type { EventBuffer } from "../live/event-buffer.ts";
import { progressNews } from "../views/progress-news.ts";
import { pageFolder, readPinnedSeed, savePinnedSeed } from "./pinned-seed.ts";

export interface LiveLessonOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly events: EventBuffer;
  readonly env: NodeJS.ProcessEnv;
  /** Called for every save. */
  readonly onSave: (names: readonly string[]) => void;
}

/** The parts of a snapshot that come from here; the rest comes from the console. */
export type LiveSnapshot = Omit<LessonSnapshot, "server" | "log" | "conversations">;

export class LiveLesson {
  readonly #options: LiveLessonOptions;
  readonly #live: LiveSession;

  /** Opens the lesson, and grades unless there is a verdict for the current files. */
  static async open(options: LiveLessonOptions): Promise<LiveLesson> {
    const seed = await readPinnedSeed(pageFolder(options.workbook, options.lesson));
    const opened = new LiveLesson(options, seed);
    await opened.#live.start({ resume: true });
    return opened;
  }

  private constructor(options: LiveLessonOptions, seed: number | null) {
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

  /** Grades again, after the current run if there is one. */
  request(wanted: WantedRun): void {
    this.#live.request(wanted);
  }

  /** Uses this seed for all further runs; null for a random one each time. */
  async pin(seed: number | null): Promise<void> {
    const { workbook, lesson } = this.#options;
    this.#live.seed = seed;
    this.#tell("seed", { seed });
    await savePinnedSeed(pageFolder(workbook, lesson), seed);
  }

  /** Publishes the learner's progress to all pages. */
  async tellProgress(): Promise<ProgressNews> {
    const news = await this.#progress();
    this.#tell("progress", news);
    return news;
  }

  async snapshot(): Promise<LiveSnapshot> {
    const progress = await this.#progress();
    const { seed, state } = this.#live;
    return { lesson: this.#options.lesson.slug, ...state, seed, progress };
  }

  /** Ends the current run. Resolves when no process of it is left. */
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
