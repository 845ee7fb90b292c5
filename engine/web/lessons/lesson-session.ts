/** One lesson on the page: its files are watched and graded as long as somebody looks on. */
import { createHash } from "node:crypto";
import path from "node:path";
import { FileWatcher } from "../../live/file-watcher.ts";
import { IDLE, step, type SchedulerEvent, type SchedulerState } from "../../live/run-scheduler.ts";
import { placeOf, pollReason } from "../../live/needs-polling.ts";
import { Runner, type RunEnd } from "../../live/runner.ts";
import { SnapshotReader } from "../../live/snapshot.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { recordVerdict } from "../../state/progress.ts";
import { latestRun, saveRun } from "../../state/runs.ts";
import type { Verdict } from "../../verdict.ts";
import type { Workbook } from "../../workbook.ts";
import type { RunRequest } from "../api.ts";
import type { Graded, LessonSnapshot, LiveEvents, ProgressNews } from "../api-live.ts";
import type { EventBuffer } from "../live/event-buffer.ts";
import { progressNews } from "../views/progress-news.ts";
import { pageFolder, readSessionState, saveSessionState, type SessionState } from "./session-state.ts";
import { gradedOf } from "./graded.ts";

export interface LessonSessionOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly events: EventBuffer;
  readonly env: NodeJS.ProcessEnv;
  /** Hears of every save as well. */
  readonly onSave: (names: readonly string[]) => void;
}

type Grading = NonNullable<LessonSnapshot["grading"]>;
/** What the desk knows of a snapshot; the rest is the console's. */
export type SessionSnapshot = Pick<
  LessonSnapshot,
  "lesson" | "grading" | "latest" | "fault" | "seed" | "progress" | "polling"
>;

export class LessonSession {
  readonly #options: LessonSessionOptions;
  readonly #runner: Runner;
  readonly #watcher: FileWatcher;
  readonly #reader: SnapshotReader;
  readonly #folder: string;
  #loop: SchedulerState = IDLE;
  #memory: SessionState;
  #polling: string | null;
  #latest: Graded | null;
  #grading: Grading | null = null;
  #fault: string | null = null;
  /** What the next run is to be. */
  #wanted: RunRequest = {};
  #saved: readonly string[] = [];
  #runs = 0;
  #run: Promise<void> = Promise.resolve();

  /** Opens the desk, and grades when there is no verdict on the files as they are. */
  static async open(options: LessonSessionOptions): Promise<LessonSession> {
    const { workbook, lesson, definition, env } = options;
    const [memory, latest, place] = await Promise.all([
      readSessionState(pageFolder(workbook, lesson)),
      latestRun(workbook, lesson.slug, ({ submission }) => path.resolve(workbook.root, submission) === lesson.folder),
      placeOf(lesson.folder, env),
    ]);
    const known = latest.run === undefined ? null : await gradedOf(latest.run, definition);
    const session = new LessonSession(options, memory, known, pollReason(place) ?? null);
    await session.#watcher.start();
    if (known === null || (await session.#fingerprint()) !== memory.graded) session.#do("wanted");
    else session.#runner.rest();
    return session;
  }

  private constructor(
    options: LessonSessionOptions,
    memory: SessionState,
    latest: Graded | null,
    polling: string | null,
  ) {
    const { workbook, lesson, definition } = options;
    this.#options = options;
    this.#folder = pageFolder(workbook, lesson);
    this.#memory = memory;
    this.#latest = latest;
    this.#polling = polling;
    this.#reader = new SnapshotReader(lesson.folder);
    this.#runner = new Runner({ workbook, lesson, definition, seed: undefined });
    this.#watcher = new FileWatcher({
      folder: lesson.folder,
      poll: polling !== null,
      onChange: (names) => {
        this.#saved = names;
        this.#do("wanted");
        options.onSave(names);
      },
      onPolling: (reason) => (this.#polling = reason),
    });
  }

  /** The last verdict on the learner's files. */
  get verdict(): Verdict | undefined {
    return this.#latest?.verdict;
  }

  /** Grades once more; after the run under way, if there is one. */
  request(wanted: RunRequest): void {
    this.#wanted = wanted;
    this.#do("wanted");
  }

  /** Every run from now on takes its random input from this number. */
  async pin(seed: number | null): Promise<void> {
    this.#memory = { ...this.#memory, seed };
    this.#tell("seed", { seed });
    await saveSessionState(this.#folder, this.#memory);
  }

  /** Says what the learner has reached, to everybody. */
  async tellProgress(): Promise<ProgressNews> {
    const news = await this.#progress();
    this.#tell("progress", news);
    return news;
  }

  async snapshot(): Promise<SessionSnapshot> {
    const progress = await this.#progress();
    return {
      lesson: this.#options.lesson.slug,
      grading: this.#grading,
      latest: this.#latest,
      fault: this.#fault,
      seed: this.#memory.seed,
      progress,
      polling: this.#polling,
    };
  }

  /** Ends the run under way. Resolves when no process of the desk is left. */
  async close(): Promise<void> {
    this.#watcher.close();
    this.#do("quit");
    await this.#run;
    this.#runner.close();
  }

  #do(event: SchedulerEvent): void {
    const [loop, action] = step(this.#loop, event);
    this.#loop = loop;
    if (action === "run") this.#run = this.#grade().catch((error: unknown) => this.#failed(error));
    if (action === "abort") this.#runner.abort();
    if (action === "rest") this.#runner.rest();
  }

  async #grade(): Promise<void> {
    const wanted = this.#wanted;
    const saved = this.#saved;
    this.#wanted = {};
    this.#saved = [];
    const seed = wanted.seed ?? this.#memory.seed;
    const exercise = wanted.exercise ?? null;
    const run = (this.#runs += 1);
    const begun = { run, startedAt: new Date().toISOString(), seed, exercise, saved };
    let grading: Grading = { ...begun, checks: [], decided: null };
    this.#grading = grading;
    const known = (more: Partial<Grading>) => (this.#grading = grading = { ...grading, ...more });
    this.#tell("run-started", begun);
    const fingerprint = this.#fingerprint();
    const end = await this.#runner.run({
      ...(seed === null ? {} : { seed }),
      ...(exercise === null ? {} : { exercise }),
      onCheck: (of, result) => {
        const check = { run, exercise: of, result };
        known({ checks: [...grading.checks, check] });
        this.#tell("check", check);
      },
      onGraded: (verdict) => {
        known({ decided: verdict });
        this.#tell("decided", { run, verdict });
      },
    });
    await this.#ended(run, exercise, end);
    if ("verdict" in end) {
      this.#memory = { ...this.#memory, graded: await fingerprint };
      await saveSessionState(this.#folder, this.#memory);
    }
    this.#do("finished");
  }

  /** A fault of ours must not end the page for everybody. */
  #failed(error: unknown): void {
    this.#grading = null;
    this.#fault = error instanceof Error ? error.message : String(error);
    this.#tell("run-ended", { run: this.#runs, fault: this.#fault });
    this.#do("finished");
  }

  async #ended(run: number, exercise: number | null, end: RunEnd): Promise<void> {
    const { workbook, definition } = this.#options;
    if (!("verdict" in end)) {
      this.#grading = null;
      this.#fault = "fault" in end ? end.fault : null;
      return this.#tell("run-ended", { run, fault: this.#fault });
    }
    const { verdict } = end;
    const kept = await saveRun(workbook, verdict);
    const id = kept.folder === undefined ? null : path.basename(kept.folder);
    this.#latest = { verdict, gradedAt: new Date().toISOString(), id, exercise };
    this.#grading = null;
    this.#fault = null;
    this.#tell("verdict", { run, ...this.#latest });
    const ids = definition.exercises.map((each) => each.id);
    const recorded = await recordVerdict(workbook, verdict, ids);
    for (const message of [...kept.notices, ...recorded.notices]) this.#tell("notice", { message });
    await this.tellProgress();
  }

  #progress(): Promise<ProgressNews> {
    const { workbook, lesson, definition } = this.#options;
    return progressNews(workbook, lesson, definition, this.#latest?.verdict);
  }

  /** What the learner's files are, in a few characters. */
  async #fingerprint(): Promise<string> {
    const files = [...(await this.#reader.look())].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return createHash("sha1").update(JSON.stringify(files)).digest("hex");
  }

  #tell<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void {
    this.#options.events.tell(name, this.#options.lesson.slug, data);
  }
}
