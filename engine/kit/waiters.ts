import { replyLimit } from "./reply-limit.ts";
import type { RunningServer } from "./run.ts";

/** The pending waits for events on one connection with a server. */
export class Waiters {
  readonly #server: RunningServer;
  readonly #wakes = new Set<() => void>();

  constructor(server: RunningServer) {
    this.#server = server;
  }

  /** How many waits are pending. */
  get waits(): number {
    return this.#wakes.size;
  }

  /** Has every pending wait call its probe again. To be called after each event. */
  wake(): void {
    for (const wake of this.#wakes) wake();
  }

  /**
   * Resolves with the first value of `probe` that is not undefined; with undefined once `limitMs` milliseconds have passed,
   * as `replyLimit` counts them, or `isOver` returns true.
   */
  async until<T>(
    probe: () => T | undefined,
    limitMs: number,
    isOver: () => boolean = () => false,
  ): Promise<T | undefined> {
    const first = probe();
    if (first !== undefined || isOver()) return first;
    return new Promise((resolve) => {
      const finish = (value: T | undefined) => {
        cancel();
        this.#wakes.delete(wake);
        resolve(value);
      };
      const wake = () => {
        const value = probe();
        if (value !== undefined || isOver()) finish(value);
      };
      const cancel = replyLimit(this.#server, limitMs, () => finish(undefined));
      this.#wakes.add(wake);
    });
  }
}
