/** The open lessons, each with its grading on save and its console. */
import { loadDefinition } from "../../load-lesson-code.ts";
import { lessonsOf, readCourse, type Lesson, type LessonDefinition } from "../../lesson.ts";
import { latestOwnRun } from "../../state/runs.ts";
import type { Workbook } from "../../workbook.ts";
import { ApiFault } from "../api-fault.ts";
import type { LessonSnapshot, ProgressNews } from "../api-live.ts";
import { Console } from "../console/console.ts";
import type { EventBuffer } from "../live/event-buffer.ts";
import { progressNews } from "../views/progress-news.ts";
import { pageFolder } from "./pinned-seed.ts";
import { LiveLesson } from "./live-lesson.ts";

/** After this time without a reader a lesson is closed, which stops its watcher, grading and server. */
const IDLE_LIMIT_MS = 2 * 60 * 1000;

export interface OpenLesson {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly live: LiveLesson;
  readonly console: Console;
}

/** A lesson that need not be open. */
export type KnownLesson = Pick<OpenLesson, "lesson" | "definition">;

export interface OpenLessonsOptions {
  readonly workbook: Workbook;
  readonly events: EventBuffer;
  readonly env: NodeJS.ProcessEnv;
}

interface Held {
  readonly opening: Promise<OpenLesson>;
  readers: number;
  idle?: NodeJS.Timeout;
}

export class OpenLessons {
  readonly #options: OpenLessonsOptions;
  readonly #open = new Map<string, Held>();
  #closed = false;

  constructor(options: OpenLessonsOptions) {
    this.#options = options;
  }

  /** @throws ApiFault when there is no such lesson, or it is still to come */
  async find(slug: string): Promise<KnownLesson> {
    const { workbook } = this.#options;
    const lesson = lessonsOf(workbook, await readCourse(workbook)).find((each) => each.slug === slug);
    if (lesson === undefined) throw new ApiFault("not-found", "There is no such lesson.");
    if (!lesson.built) throw new ApiFault("not-found", `${lesson.title} is still to come.`);
    return { lesson, definition: await loadDefinition(workbook, lesson) };
  }

  /** Returns the lesson, opening it if needed; it stays open for a while. @throws ApiFault like `find` */
  async open(slug: string): Promise<OpenLesson> {
    const held = this.#open.get(slug) ?? this.#begin(slug);
    this.#rest(slug, held);
    return await held.opening;
  }

  /** Like `open` for a reader that stays. The lesson stays open until `release` is called. */
  async hold(slug: string): Promise<OpenLesson & { readonly release: () => void }> {
    const held = this.#open.get(slug) ?? this.#begin(slug);
    held.readers += 1;
    clearTimeout(held.idle);
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      held.readers -= 1;
      this.#rest(slug, held);
    };
    try {
      return { ...(await held.opening), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** The first event that a page receives about a lesson. */
  async snapshot({ live, console: shown }: OpenLesson): Promise<LessonSnapshot> {
    const known = await live.snapshot();
    return { ...known, ...shown.snapshot };
  }

  /** The learner's progress, without opening the lesson. */
  async progress({ lesson, definition }: KnownLesson): Promise<ProgressNews> {
    const { workbook } = this.#options;
    const open = await this.#open.get(lesson.slug)?.opening.catch(() => undefined);
    const verdict = open?.live.verdict ?? (await latestOwnRun(workbook, lesson)).run?.verdict;
    return await progressNews(workbook, lesson, definition, verdict);
  }

  /** Resolves when no process of any lesson is left. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open.keys()].map((slug) => this.#end(slug)));
  }

  #begin(slug: string): Held {
    if (this.#closed) throw new ApiFault("busy", "The workbook is stopping.");
    const held: Held = { opening: this.#openUp(slug), readers: 0 };
    this.#open.set(slug, held);
    held.opening.catch(() => {
      if (this.#open.get(slug) === held) this.#open.delete(slug);
    });
    return held;
  }

  async #openUp(slug: string): Promise<OpenLesson> {
    const { workbook, events, env } = this.#options;
    const { lesson, definition } = await this.find(slug);
    const shown = await Console.open({
      what: { workbook, lesson, definition },
      folder: pageFolder(workbook, lesson),
      onServer: (state) => events.tell("server", slug, state),
      onLog: (lines) => events.tell("log", slug, { lines }),
      onConversations: (conversations) => events.tell("conversations", slug, { conversations }),
    });
    const live = await LiveLesson.open({
      workbook,
      lesson,
      definition,
      events,
      env,
      onSave: (names) => shown.save(names),
    });
    return { lesson, definition, live, console: shown };
  }

  #rest(slug: string, held: Held): void {
    clearTimeout(held.idle);
    if (held.readers > 0 || this.#open.get(slug) !== held) return;
    held.idle = setTimeout(() => void this.#end(slug), IDLE_LIMIT_MS);
    held.idle.unref();
  }

  async #end(slug: string): Promise<void> {
    const held = this.#open.get(slug);
    clearTimeout(held?.idle);
    this.#open.delete(slug);
    const open = await held?.opening.catch(() => undefined);
    await Promise.all([open?.live.close(), open?.console.close()]);
  }
}
