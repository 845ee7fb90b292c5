import type { Queue, QueueEvents } from "bullmq";

/** Events tell at once what is finished; looking tells what no event told, such as a server that lost its memory. */
const LOOK_AGAIN_MS = 1_000;
/** So many looks in a row find no worker before that is said. */
const LOOKS_WITHOUT_WORKER = 2;

/** How a job ended: `lost` when the server knows nothing of it. */
export type JobEnd = "completed" | "failed" | "lost";

/** Waits for jobs to end. What an event says is only a reason to look: anybody who reaches the server can send one. */
export class JobEnds {
  readonly #queue: Queue;
  readonly #waiting = new Map<string, (end: JobEnd) => void>();
  readonly #onNoWorker: () => void;
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;
  #looksWithoutWorker = 0;

  /** @param onNoWorker called when jobs wait and no worker listens to the queue */
  constructor(queue: Queue, events: QueueEvents, onNoWorker: () => void) {
    this.#queue = queue;
    this.#onNoWorker = onNoWorker;
    for (const event of ["completed", "failed"] as const)
      events.on(event, ({ jobId: id }: { readonly jobId: string }) => void this.#look(id));
    this.#timer = setInterval(() => void this.#lookAtAll(), LOOK_AGAIN_MS);
  }

  /** Resolves when the job has ended; never after `forget`. */
  of(id: string): Promise<JobEnd> {
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      // It may have ended before anybody waited.
      void this.#look(id);
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

  async #look(id: string): Promise<void> {
    if (!this.#waiting.has(id)) return;
    const state = await this.#queue.getJobState(id).catch(() => undefined);
    const end = state === "unknown" ? "lost" : state;
    if (end !== "completed" && end !== "failed" && end !== "lost") return;
    this.#waiting.get(id)?.(end);
    this.#waiting.delete(id);
  }

  async #lookAtAll(): Promise<void> {
    // While the server is away, one round waits for it.
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await Promise.all([...this.#waiting.keys()].map((id) => this.#look(id)));
      await this.#lookForWorkers();
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookForWorkers(): Promise<void> {
    // Some servers keep it to themselves who is connected.
    const workers = await this.#queue.getWorkersCount().catch(() => 1);
    this.#looksWithoutWorker = workers === 0 && this.#waiting.size > 0 ? this.#looksWithoutWorker + 1 : 0;
    if (this.#looksWithoutWorker === LOOKS_WITHOUT_WORKER) this.#onNoWorker();
  }
}
