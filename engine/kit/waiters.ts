import { timeLimit } from "./time-limit.ts";

/** Those who wait for something to happen on one connection. */
export class Waiters {
  readonly #wakes = new Set<() => void>();

  /** Whether anything is being waited for at this moment. */
  get isWaiting(): boolean {
    return this.#wakes.size > 0;
  }

  /** Lets everyone who waits look again: something has happened. */
  wake(): void {
    for (const wake of this.#wakes) wake();
  }

  /**
   * Resolves with the probe's first value that is not undefined, or with undefined once `limitMs` milliseconds have
   * passed or `isOver` says that nothing more will happen.
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
