/** Counts what a check waits for at one object, so that a check that waits for nothing can be recognised. */
export class WaitCounter {
  #count = 0;

  /** How many waits are under way. */
  get count(): number {
    return this.#count;
  }

  /** Does this work, and counts it as a wait until it has ended. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await work();
    } finally {
      this.#count--;
    }
  }
}
