import { isDeepStrictEqual } from "node:util";
import type { Job, Queue, QueueEvents } from "bullmq";
import type { Grader, HowToGrade } from "../batch/grade-class.ts";
import { gradeOne, keep, SUBMISSION, type Grading } from "../batch/grade-one.ts";
import { SECRET_VARIABLE } from "../batch/seeds.ts";
import type { Store, Stored } from "../batch/store.ts";
import { ungraded } from "../batch/ungraded.ts";
import type { GradingJob } from "../batch/grading-job.ts";
import type { GradingConfig } from "../batch/grading-config.ts";
import { sanitizeLine } from "../text/sanitize-text.ts";
import { fileSystemCode } from "../grade/machine-fault.ts";
import { NotGradable } from "../grade/not-gradable.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { Reason, Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { JobEnds } from "./job-ends.ts";
import type { OpenQueue } from "./open-queue.ts";
import { packSubmission } from "./packed-submission.ts";
import { DEATHS, jobId, jobOf, jobOptions, queueName, type QueueJob } from "./queue-job.ts";
import type { Seal } from "./seal.ts";
import { KEPT_SECONDS, SharedStore } from "./shared-store.ts";

/** The number of jobs in the queue at a time: enough for every worker, without filling the server's memory. */
const IN_FLIGHT = 500;
/** After this many results that fail authentication, the job counts as a fault of the workbook. */
const MAX_UNPROVEN = 3;
/** A failure reason from the server is untrusted text, so it is cut. */
const SHOWN_REASON_CHARS = 300;
/** How long a cancelled grading waits for a server that does not answer. */
const GOODBYE_LIMIT_MS = 2_000;

export interface QueueGraderOptions {
  readonly server: OpenQueue;
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly config: GradingConfig;
  readonly seal: Seal;
  readonly results: Store;
  readonly faults: Store;
  /** Grades again what already has a result in the queue. */
  readonly replace: boolean;
  /** Stops waiting; jobs that no worker has started are removed from the queue. */
  readonly signal: AbortSignal;
  readonly onNotice: (sentence: string) => void;
}

/**
 * Grades through workers on any number of machines and collects their results. A lost job, worker or server state is
 * repaired by queueing the job again; that is safe because the same submission always has the same key.
 */
export class QueueGrader implements Grader {
  readonly width = IN_FLIGHT;
  readonly #options: QueueGraderOptions;
  readonly #shared: SharedStore;
  readonly #queue: Queue<QueueJob>;
  readonly #events: QueueEvents;
  readonly #ends: JobEnds;
  readonly #stopped: Promise<never>;
  #saidBadValue = false;
  #takenBack: Promise<unknown> = Promise.resolve();

  constructor(options: QueueGraderOptions) {
    const { server, config, seal, signal } = options;
    const { bullmq, client } = server;
    this.#options = options;
    this.#shared = new SharedStore(client, seal, () => this.#onBadValue());
    this.#queue = new bullmq.Queue<QueueJob>(queueName(config, seal), { connection: client });
    this.#events = new bullmq.QueueEvents(queueName(config, seal), { connection: client });
    // The connection reconnects by itself and reports it through `onNotice`.
    this.#queue.on("error", () => {});
    this.#events.on("error", () => {});
    this.#ends = new JobEnds(this.#queue, this.#events, () => this.#onNoWorker());
    this.#stopped = new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
    this.#stopped.catch(() => {});
    signal.addEventListener("abort", this.#takeBack, { once: true });
  }

  async grade(gradingJob: GradingJob, how: HowToGrade): Promise<Grading> {
    this.#options.signal.throwIfAborted();
    // Commands wait while the server is unreachable; an abort must not wait with them.
    const graded = this.#grade(gradingJob, how).catch((error: unknown): Grading => {
      // A local store that cannot be written to ends the whole grading. Any other error affects this job only.
      if (this.#options.signal.aborted || fileSystemCode(error) !== undefined) throw error;
      return {
        state: "fault",
        verdict: this.#fault(gradingJob, `the queue failed on this: ${(error as Error).message}`),
      };
    });
    return Promise.race([graded, this.#stopped]);
  }

  async #grade(gradingJob: GradingJob, how: HowToGrade): Promise<Grading> {
    if (gradingJob.refusal !== undefined) return this.#refuse(gradingJob, gradingJob.refusal);
    const id = jobId(gradingJob.key, how.before);
    const early = await this.#clearUp(gradingJob, id);
    if (early !== undefined) return early;
    for (let unproven = 0; unproven < MAX_UNPROVEN;) {
      try {
        await this.#shared.putSubmission(gradingJob.hash, () => packSubmission(gradingJob.folder));
      } catch (error) {
        // The folder changed after the intake.
        if (error instanceof NotGradable) return this.#refuse(gradingJob, error.reason);
        throw error;
      }
      this.#options.signal.throwIfAborted();
      await this.#queue.add("grade", jobOf(gradingJob, how, this.#options.seal), jobOptions(id, KEPT_SECONDS));
      const end = await this.#ends.of(id);
      if (end === "failed") return { state: "fault", verdict: await this.#faultOf(gradingJob, id) };
      const grading = end === "completed" ? await this.#collect(gradingJob, id) : undefined;
      if (grading !== undefined) return grading;
      if (end === "completed") unproven += 1;
      await this.#remove(id);
    }
    const message = `the queue gave back no result that a worker with this grading secret made, ${MAX_UNPROVEN} times`;
    return { state: "fault", verdict: this.#fault(gradingJob, message) };
  }

  async acceptResult(gradingJob: GradingJob, verdict: Verdict): Promise<void> {
    const { results: store, replace } = this.#options;
    await keep(gradingJob, verdict, new Date().toISOString(), { store, replace });
  }

  async recordFault(gradingJob: GradingJob, verdict: Verdict): Promise<void> {
    const { faults: store } = this.#options;
    await keep(gradingJob, verdict, new Date().toISOString(), { store, before: 1, replace: true });
  }

  /** Closes the connections. Workers finish the jobs they have started; the next grading collects the results. */
  async close(): Promise<void> {
    this.#ends.close();
    this.#options.signal.removeEventListener("abort", this.#takeBack);
    let limit: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => (limit = setTimeout(resolve, GOODBYE_LIMIT_MS)));
    const parted = this.#takenBack.then(() => Promise.allSettled([this.#events.close(), this.#queue.close()]));
    await Promise.race([parted, enough]);
    clearTimeout(limit);
  }

  /** Returns a result that an earlier grading requested and did not collect; otherwise removes its leftovers. */
  async #clearUp(gradingJob: GradingJob, id: string): Promise<Grading | undefined> {
    if (this.#options.replace) await this.#shared.forget(gradingJob.key);
    else {
      const stored = await this.#stored(gradingJob);
      if (stored !== undefined) return this.#keep(stored);
    }
    // A job that failed in an earlier grading may succeed now.
    const state = await this.#queue.getJobState(id);
    if (state === "completed" || state === "failed") await this.#remove(id);
    return undefined;
  }

  async #collect(gradingJob: GradingJob, id: string): Promise<Grading | undefined> {
    const stored = await this.#stored(gradingJob);
    if (stored !== undefined) return this.#keep(stored);
    const grading = await this.#shared.grading(id);
    return grading !== undefined && this.#isOf(gradingJob, grading.verdict) ? grading : undefined;
  }

  async #stored(gradingJob: GradingJob): Promise<Stored | undefined> {
    const stored = await this.#shared.read(gradingJob.key);
    if (stored === undefined) return undefined;
    const isRight = stored.hash === gradingJob.hash && isDeepStrictEqual(stored.config, gradingJob.config);
    if (isRight && this.#isOf(gradingJob, stored.verdict)) return stored;
    // Otherwise every worker would find it and not grade.
    await this.#shared.forget(gradingJob.key);
    return undefined;
  }

  /** Rejects a result that a worker with a bug stored under the wrong job, though its authentication is valid. */
  #isOf({ seed, config }: GradingJob, verdict: Verdict): boolean {
    return verdict.seed === seed && verdict.lesson === config.lesson && verdict.isolation === config.isolation;
  }

  #onBadValue(): void {
    if (this.#saidBadValue) return;
    this.#saidBadValue = true;
    this.#options.onNotice(
      `A value in the queue at ${this.#options.server.shown} was not made with this grading secret, or was changed; ` +
        "it is discarded and made again. Someone else can write to that server: set a password for it.",
    );
  }

  async #keep(stored: Stored): Promise<Grading> {
    const { results, replace } = this.#options;
    const isKept = await results.write(stored, { replace });
    const counts = isKept ? stored : ((await results.read(stored.key)) ?? stored);
    return { state: "kept", verdict: counts.verdict };
  }

  #refuse(gradingJob: GradingJob, refusal: Reason): Promise<Grading> {
    const { workbook, lesson, definition, results: store, replace } = this.#options;
    const workers = { grade: () => Promise.reject(new Error("a refused submission is not graded")) };
    return gradeOne({ ...gradingJob, refusal }, { workbook, lesson, definition, workers, store, replace, alone: true });
  }

  async #faultOf(gradingJob: GradingJob, id: string): Promise<Verdict> {
    // The job's record may not be valid JSON.
    const job: Job<QueueJob> | undefined = await this.#queue.getJob(id).catch(() => undefined);
    const isPoison = job !== undefined && job.stalledCounter > DEATHS;
    if (isPoison) return this.#fault(gradingJob, `${DEATHS + 1} workers ended while they graded this`);
    const why = sanitizeLine(job?.failedReason ?? "unknown reason", { maxChars: SHOWN_REASON_CHARS });
    return this.#fault(gradingJob, `workers failed on this: ${why}`);
  }

  #fault({ seed, config }: GradingJob, message: string): Verdict {
    const { lesson, definition } = this.#options;
    const reason: Reason = { code: "grader-error", message };
    return ungraded({ lesson, definition, submission: SUBMISSION, seed, isolation: config.isolation, reason });
  }

  #onNoWorker(): void {
    const { node, isolation, stretch } = this.#options.config;
    this.#options.onNotice(
      "No worker serves this grading: start npm run worker with this version of the workbook, these checks, " +
        `Node ${node}, the isolation ${isolation}${stretch ? ", --stretch" : ""} and the same ${SECRET_VARIABLE}.`,
    );
  }

  readonly #takeBack = (): void => {
    this.#takenBack = Promise.all(this.#ends.forget().map((id) => this.#remove(id)));
  };

  /** BullMQ refuses to remove a job that a worker has locked, which is fine: that one is being graded. */
  async #remove(id: string): Promise<void> {
    await this.#queue.remove(id).catch(() => 0);
  }
}
