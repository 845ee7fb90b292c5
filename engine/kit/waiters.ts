import { timeLimit } from "./time-limit.ts";

/** The pending waits for events on one connection. */
export class Waiters {
  readonly #wakes = new Set<() => void>();

  /** How many waits are pending. */
  get waits(): number {
    return this.#wakes.size;
  }

  /** Has every pending wait call its probe again. To be called after each event. */
  wake(): void {
    for (const wake of this.#wakes) wake();
  }

  /**
   * Resolves with the first value of `probe` that is not undefined; with undefined once `limitMs` milliseconds have passed
   * or `isOver` returns true.
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
      const cancel = timeLimit(limitMs, () => finish(undefined));
      this.#wakes.add(wake);
    });
  }
}
