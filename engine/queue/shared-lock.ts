/** Lets many in at a time, or one alone; in the order in which they came, so that nobody waits for ever. */
export class SharedLock {
  readonly #queue: { readonly alone: boolean; readonly enter: () => void }[] = [];
  #inside = 0;
  #isAlone = false;

  /** Resolves inside, with what must be called to leave. */
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
