import type { Queue, QueueEvents } from "bullmq";

/** Events arrive at once; polling finds what no event reported, such as jobs of a Redis server that lost its data. */
const POLL_MS = 1_000;
/** The number of polls in a row without a worker before `onNoWorker` is called. */
const POLLS_WITHOUT_WORKER = 2;

/** How a job ended: `lost` when Redis has no record of it. */
export type JobEnd = "completed" | "failed" | "lost";

/**
 * Waits for jobs to end. An event only triggers a check of the job's state, because anyone who can reach Redis can send
 * one.
 */
export class JobEnds {
  readonly #queue: Queue;
  readonly #waiting = new Map<string, (end: JobEnd) => void>();
  readonly #onNoWorker: () => void;
  readonly #timer: NodeJS.Timeout;
  #isPolling = false;
  #pollsWithoutWorker = 0;

  /** @param onNoWorker called when jobs wait and no worker listens to the queue */
  constructor(queue: Queue, events: QueueEvents, onNoWorker: () => void) {
    this.#queue = queue;
    this.#onNoWorker = onNoWorker;
    for (const event of ["completed", "failed"] as const)
      events.on(event, ({ jobId: id }: { readonly jobId: string }) => void this.#check(id));
    this.#timer = setInterval(() => void this.#poll(), POLL_MS);
  }

  /** Resolves when the job has ended; never after `forget`. */
  of(id: string): Promise<JobEnd> {
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      // The job may have ended before this call.
      void this.#check(id);
    });
  }

  /** Stops waiting. @returns the ids of the jobs that had not ended */
  forget(): string[] {
    const ids = [...this.#waiting.keys()];
    this.#waiting.clear();
    return ids;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #check(id: string): Promise<void> {
    if (!this.#waiting.has(id)) return;
    const state = await this.#queue.getJobState(id).catch(() => undefined);
    const end = state === "unknown" ? "lost" : state;
    if (end !== "completed" && end !== "failed" && end !== "lost") return;
    this.#waiting.get(id)?.(end);
    this.#waiting.delete(id);
  }

  async #poll(): Promise<void> {
    // While Redis is unreachable a round stays pending, and a second one would only queue more commands.
    if (this.#isPolling) return;
    this.#isPolling = true;
    try {
      await Promise.all([...this.#waiting.keys()].map((id) => this.#check(id)));
      await this.#checkWorkers();
    } finally {
      this.#isPolling = false;
    }
  }

  async #checkWorkers(): Promise<void> {
    // Some hosted servers do not allow listing clients.
    const workers = await this.#queue.getWorkersCount().catch(() => 1);
    this.#pollsWithoutWorker = workers === 0 && this.#waiting.size > 0 ? this.#pollsWithoutWorker + 1 : 0;
    if (this.#pollsWithoutWorker === POLLS_WITHOUT_WORKER) this.#onNoWorker();
  }
}
