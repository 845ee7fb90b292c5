/** A first-come, first-served lock for many holders at a time, or one alone; the order prevents starvation. */
export class SharedLock {
  readonly #queue: { readonly alone: boolean; readonly enter: () => void }[] = [];
  #inside = 0;
  #isAlone = false;

  /** Resolves when the lock is held, with the function that releases it. */
  async enter({ alone }: { readonly alone: boolean }): Promise<() => void> {
    await new Promise<void>((enter) => {
      this.#queue.push({ alone, enter });
      this.#next();
    });
    return () => {
      this.#inside -= 1;
      this.#isAlone = false;
      this.#next();
    };
  }

  #next(): void {
    for (;;) {
      const [first] = this.#queue;
      if (first === undefined || this.#isAlone || (first.alone && this.#inside > 0)) return;
      this.#queue.shift();
      this.#inside += 1;
      this.#isAlone = first.alone;
      first.enter();
    }
  }
}
