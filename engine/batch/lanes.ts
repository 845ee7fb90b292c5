import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { GradeOptions } from "../grade/grade.ts";
import type { Verdict } from "../verdict.ts";

/** What one grading in a lane needs: everything that can be sent to a thread. */
export type LaneJob = Omit<GradeOptions, "signal" | "pool">;

export type LaneRequest = LaneJob & { readonly number: number };
export type LaneAnswer = { readonly number: number } & ({ readonly verdict: Verdict } | { readonly error: string });

interface Lane {
  readonly worker: Worker;
  busy: boolean;
}

interface Waiting {
  readonly request: LaneRequest;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: Error) => void;
}

/** Grades many submissions, several at a time, without starting the engine anew for each. */
export class Lanes {
  readonly #lanes: Lane[];
  readonly #queue: Waiting[] = [];
  readonly #running = new Map<number, Waiting>();
  #numbers = 0;

  /**
   * @param width how many submissions are graded at a time
   * @param environment what the lanes, and so the servers they start, see as their environment
   */
  constructor(width: number, environment: NodeJS.ProcessEnv) {
    this.#lanes = Array.from({ length: width }, () => this.#open(environment));
  }

  /** Resolves with the verdict; rejects when the lesson's own files are broken or the lane itself failed. */
  grade(job: LaneJob): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ request: { ...job, number: ++this.#numbers }, resolve, reject });
      this.#next();
    });
  }

  /** Ends the lanes once they are idle. */
  async close(): Promise<void> {
    const ended = this.#lanes.map(({ worker }) => once(worker, "exit"));
    for (const { worker } of this.#lanes) worker.postMessage("close");
    await Promise.all(ended);
  }

  #open(environment: NodeJS.ProcessEnv): Lane {
    // Beside this file once the engine is compiled.
    const worker = new Worker(new URL("./lane.mjs", import.meta.url), { env: environment });
    const lane: Lane = { worker, busy: false };
    worker.on("message", (answer: LaneAnswer) => {
      const job = this.#running.get(answer.number);
      this.#running.delete(answer.number);
      lane.busy = false;
      if ("verdict" in answer) job?.resolve(answer.verdict);
      else job?.reject(new Error(answer.error));
      this.#next();
    });
    // A lane that breaks takes its own job with it; the others go on and take the rest.
    worker.on("error", (error: Error) => {
      for (const job of this.#running.values()) job.reject(error);
      this.#running.clear();
    });
    return lane;
  }

  #next(): void {
    for (const lane of this.#lanes) {
      if (lane.busy) continue;
      const job = this.#queue.shift();
      if (job === undefined) return;
      lane.busy = true;
      this.#running.set(job.request.number, job);
      lane.worker.postMessage(job.request);
    }
  }
}
